// SPDX-License-Identifier: MIT
/*
 * recognise.c: a known tree gets its models without being asked.
 *
 * What shows a tree is said by each model, in its section [recognise ROLE]: any one of `macros` (on the
 * command lines), `headers` (included, and in the program's folders), `system-headers` (included), `defines` or `calls`
 * shows it, and none of `not-macros`, `not-defines`, `not-calls` may be there.  The roles:
 *
 *   kernel   all of the program is that one's, and nothing else is looked for
 *   system   there may be one of these; two are told, and neither is taken
 *   library  goes behind the others
 *   program  is only taken where there is no kernel or system, or where that is `beside` it
 *
 * The cheap evidence first: a kernel is known by its command lines alone.  Annotated code speaks for itself, and
 * gets no model.
 */
#include "recognise.h"
#include "compile_db.h"
#include "models.h"
#include "sources.h"

#include <model_file/model_file.h>
#include <report/report.h>
#include <string.h>

#define OWN_HEADER "holdfast.h"

enum role { ROLE_PROGRAM, ROLE_SYSTEM, ROLE_KERNEL, ROLE_LIBRARY };

struct candidate {
	const char *name;
	const struct model_section *section;
	enum role role;                 /* in their order */
	char *why;                      /* NULL: not recognised */
	bool is_excluded;
};

static enum role role_of(const struct model_section *s)
{
	switch (s->name[0]) {
	case 'k': return ROLE_KERNEL;
	case 's': return ROLE_SYSTEM;
	case 'l': return ROLE_LIBRARY;
	default: return ROLE_PROGRAM;
	}
}

/* The values of a key; none: an empty list. */
static char **values_of(const struct candidate *c, const char *key)
{
	static char *none[] = { NULL };
	const struct model_statement *s = section_statement(c->section, key);

	return s ? s->values : none;
}

static GArray *read_candidates(GError **error)
{
	struct models *models = models_read(models_shipped_names(), error);
	GArray *all = models ? g_array_new(FALSE, TRUE, sizeof(struct candidate)) : NULL;

	for (guint f = 0; models && f < models->files->len; f++) {
		const struct model_file *file = g_ptr_array_index(models->files, f);

		for (guint i = 0; i < file->sections->len; i++) {
			struct candidate c = { .section = g_ptr_array_index(file->sections, i) };

			if (c.section->kind != MODEL_RECOGNISE)
				continue;
			c.name = g_strndup(file->name, strlen(file->name) - strlen(".ini"));
			c.role = role_of(c.section);
			g_array_append_val(all, c);
		}
	}
	return all;
}

/* ---- command lines -------------------------------------------------------- */

static bool defines_macro(const struct compile_command *c, const char *name)
{
	size_t len = strlen(name);

	for (unsigned i = 1; c->arguments[i]; i++) {
		const char *word = c->arguments[i];

		if (!g_str_has_prefix(word, "-D"))
			continue;
		if (!(word = word[2] ? word + 2 : c->arguments[++i]))
			return false;
		if (!strncmp(word, name, len) && (!word[len] || word[len] == '='))
			return true;
	}
	return false;
}

/* Of how many C files the commands define one of a key's macros; which one, and of how many files. */
static unsigned count_macro(const GPtrArray *commands, char **names, const char **which, unsigned *all)
{
	unsigned count = 0;

	*all = 0;
	for (guint i = 0; i < commands->len; i++) {
		const struct compile_command *c = g_ptr_array_index(commands, i);

		*all += c->is_c;
		for (unsigned k = 0; c->is_c && names[k]; k++)
			if (defines_macro(c, names[k])) {
				*which = names[k];
				count++;
				break;
			}
	}
	return count;
}

static void judge_commands(struct candidate *c, const GPtrArray *commands)
{
	const char *which = NULL;
	unsigned all, count = count_macro(commands, values_of(c, "not-macros"), &which, &all);

	if (count) {
		c->is_excluded = true;
		return;
	}
	count = count_macro(commands, values_of(c, "macros"), &which, &all);
	if (count)
		c->why = g_strdup_printf("%u of %u files are compiled with -D%s", count, all, which);
}

/* ---- text ----------------------------------------------------------------- */

/* `name` as it is included, or behind some folder. */
static bool is_header(const char *name, const char *pattern)
{
	char *behind = g_strconcat("*/", pattern, NULL);
	bool found = g_pattern_match_simple(pattern, name) || g_pattern_match_simple(behind, name);

	g_free(behind);
	return found;
}

/* As it is included: libxml/threads.h is not the system's. */
static bool is_system_header(const char *name, const char *pattern)
{
	return g_pattern_match_simple(pattern, name);
}

/* The least of the names that match, so that it is the same one every time. */
static const char *find_included(GHashTable *table, char **patterns, bool (*is)(const char *name, const char *pattern))
{
	GHashTableIter at;
	gpointer key;
	const char *least = NULL;

	g_hash_table_iter_init(&at, table);
	while (g_hash_table_iter_next(&at, &key, NULL))
		for (unsigned i = 0; patterns[i]; i++)
			if (is(key, patterns[i]) && (!least || strcmp(key, least) < 0))
				least = key;
	return least;
}

static const char *find_name(GHashTable *table, char **names)
{
	for (unsigned i = 0; names[i]; i++)
		if (g_hash_table_contains(table, names[i]))
			return names[i];
	return NULL;
}

static void take(struct candidate *c, GHashTable *table, const char *verb, const char *name)
{
	if (name && !c->why)
		c->why = g_strdup_printf("%s %s %s", report_path(g_hash_table_lookup(table, name)), verb, name);
}

static void judge_text(struct candidate *c, const struct sources_text *text)
{
	take(c, text->included, "includes", find_included(text->found, values_of(c, "headers"), is_header));
	take(c, text->included, "includes", find_included(text->included, values_of(c, "system-headers"), is_system_header));
	take(c, text->defined, "defines", find_name(text->defined, values_of(c, "defines")));
	c->is_excluded |= find_name(text->defined, values_of(c, "not-defines")) != NULL;
}

static void judge_calls(struct candidate *c, const struct sources_text *text)
{
	take(c, text->called, "calls", find_name(text->called, values_of(c, "calls")));
	c->is_excluded |= find_name(text->called, values_of(c, "not-calls")) != NULL;
}

static void add_names(GHashTable *set, const struct candidate *c, const char *key)
{
	char **values = values_of(c, key);

	/* `NAME VALUE` is about NAME. */
	for (unsigned i = 0; values[i]; i++)
		g_hash_table_add(set, g_strndup(values[i], strcspn(values[i], " ")));
}

static GHashTable *all_names(const GArray *all, const char *key, const char *other)
{
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < all->len; i++) {
		add_names(set, &g_array_index(all, struct candidate, i), key);
		add_names(set, &g_array_index(all, struct candidate, i), other);
	}
	return set;
}

/* False: the code is annotated. */
static bool judge_sources(GArray *all, const GPtrArray *commands)
{
	GHashTable *defines = all_names(all, "defines", "not-defines"), *calls = all_names(all, "calls", "not-calls");
	struct sources_text *text = sources_scan(commands, defines);
	bool is_annotated = g_hash_table_contains(text->included, OWN_HEADER);

	if (!is_annotated)
		sources_scan_calls(text, commands, calls);
	for (guint i = 0; !is_annotated && i < all->len; i++) {
		judge_text(&g_array_index(all, struct candidate, i), text);
		judge_calls(&g_array_index(all, struct candidate, i), text);
	}
	sources_free(text);
	g_hash_table_destroy(defines);
	g_hash_table_destroy(calls);
	return !is_annotated;
}

/* ---- the verdict ---------------------------------------------------------- */

static bool is_taken(const struct candidate *c)
{
	return c->why && !c->is_excluded;
}

static unsigned count_taken(const GArray *all, enum role role, const struct candidate **one)
{
	unsigned count = 0;

	for (guint i = 0; i < all->len; i++) {
		const struct candidate *c = &g_array_index(all, struct candidate, i);

		if (c->role != role || !is_taken(c))
			continue;
		count++;
		*one = c;
	}
	return count;
}

/* A program's model makes way for a system's that is not `beside` it. */
static void make_way(GArray *all, const struct candidate *system)
{
	char **beside = values_of(system, "beside");

	for (guint i = 0; i < all->len; i++) {
		struct candidate *c = &g_array_index(all, struct candidate, i);

		c->is_excluded |= c->role == ROLE_PROGRAM && !g_strv_contains((const char *const *)beside, c->name);
	}
}

static gint by_role(gconstpointer p, gconstpointer q)
{
	const struct candidate *a = p, *b = q;

	return a->role != b->role ? (int)a->role - (int)b->role : strcmp(a->name, b->name);
}

static void put_seen(GString *out, const GArray *all, enum role role)
{
	const char *separator = "";

	for (guint i = 0; i < all->len; i++) {
		const struct candidate *c = &g_array_index(all, struct candidate, i);

		if (c->role != role || !is_taken(c))
			continue;
		g_string_append_printf(out, "%s%s (%s)", separator, c->name, c->why);
		separator = " and ";
	}
}

static struct recognition *verdict_of(GArray *all)
{
	struct recognition *r = g_new0(struct recognition, 1);
	const struct candidate *system = NULL;
	GPtrArray *names = g_ptr_array_new();
	GString *line = g_string_new(NULL);

	g_array_sort(all, by_role);
	if (count_taken(all, ROLE_SYSTEM, &system) > 1) {
		g_string_append(line, "no model: this looks like ");
		put_seen(line, all, ROLE_SYSTEM);
		g_string_append(line, "; --model NAME says which it is");
	} else {
		if (system)
			make_way(all, system);
		for (guint i = 0; i < all->len; i++) {
			const struct candidate *c = &g_array_index(all, struct candidate, i);

			if (!is_taken(c))
				continue;
			g_string_append_printf(line, "%s%s (%s)", names->len ? ", " : "", c->name, c->why);
			g_ptr_array_add(names, (char *)c->name);
		}
		if (names->len) {
			g_string_prepend(line, names->len > 1 ? "models, as recognised: " : "model, as recognised: ");
			g_string_append(line, "; --model NAME takes another, --model none takes none");
		}
	}
	g_ptr_array_add(names, NULL);
	r->models = (char **)g_ptr_array_free(names, FALSE);
	r->line = line->len ? line->str : NULL;
	g_string_free(line, FALSE);
	return r;
}

/* Could any file of these commands include it? */
static bool may_be_annotated(const GPtrArray *commands)
{
	GHashTable *folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool found = false;

	for (guint i = 0; !found && i < commands->len; i++) {
		const struct compile_command *c = g_ptr_array_index(commands, i);

		for (unsigned k = 1; c->arguments[0] && !found && c->arguments[k]; k++) {
			const char *word = c->arguments[k];
			char *folder;

			if (!g_str_has_prefix(word, "-I") && strcmp(word, "-isystem"))
				continue;
			if (!(word = word[0] == '-' && word[1] == 'I' && word[2] ? word + 2 : c->arguments[++k]))
				break;
			folder = g_canonicalize_filename(word, c->directory);
			char *file = g_build_filename(folder, OWN_HEADER, NULL);

			found = g_hash_table_add(folders, folder) && g_file_test(file, G_FILE_TEST_EXISTS);
			g_free(file);
		}
	}
	g_hash_table_destroy(folders);
	return found;
}

/* Only the kernel is left. */
static void keep_kernels(GArray *all)
{
	for (guint i = all->len; i-- > 0;)
		if (g_array_index(all, struct candidate, i).role != ROLE_KERNEL)
			g_array_remove_index(all, i);
}

struct recognition *recognise(const GPtrArray *commands, GError **error)
{
	GArray *all = read_candidates(error);
	const struct candidate *kernel;

	if (!all)
		return NULL;
	for (guint i = 0; i < all->len; i++)
		judge_commands(&g_array_index(all, struct candidate, i), commands);
	bool is_kernel = count_taken(all, ROLE_KERNEL, &kernel) == 1;

	if (is_kernel)
		keep_kernels(all);
	if ((!is_kernel || may_be_annotated(commands)) && !judge_sources(all, commands))
		g_array_set_size(all, 0);
	struct recognition *r = verdict_of(all);

	g_array_free(all, TRUE);
	return r;
}
