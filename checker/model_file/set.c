// SPDX-License-Identifier: MIT
/*
 * set.c: which sections of several models speak of a name.  Exact names are found by
 * hash; patterns are tried only if there are any, and what was found is kept.
 */
#include "model_file.h"

#include <string.h>

struct pattern {
	struct model_section *section;
	GPatternSpec *spec;
};

struct model_set {
	GPtrArray *files;               /* struct model_file * */
	GHashTable *exact[MODEL_KINDS]; /* name -> GPtrArray of sections, the last file first */
	GArray *patterns[MODEL_KINDS];  /* struct pattern */
	GHashTable *found[MODEL_KINDS]; /* the same, patterns included; NULL for none */
	GHashTable *records;            /* the records of exact fields */
	bool has_record_patterns;
};

static void free_sections(gpointer sections)
{
	if (sections)
		g_ptr_array_free(sections, TRUE);
}

static void forget_found(struct model_set *set)
{
	for (unsigned k = 0; k < MODEL_KINDS; k++)
		g_hash_table_remove_all(set->found[k]);
}

struct model_set *model_set_new(void)
{
	struct model_set *set = g_new0(struct model_set, 1);

	set->files = g_ptr_array_new();
	set->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned k = 0; k < MODEL_KINDS; k++) {
		set->exact[k] = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_sections);
		set->found[k] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_sections);
		set->patterns[k] = g_array_new(FALSE, FALSE, sizeof(struct pattern));
	}
	return set;
}

static void add_record(struct model_set *set, const char *field)
{
	char *record = g_strndup(field, strrchr(field, '.') - field);

	if (strpbrk(record, "*?"))
		set->has_record_patterns = true;
	g_hash_table_add(set->records, record);
}

void model_set_add(struct model_set *set, struct model_file *file)
{
	g_ptr_array_add(set->files, file);
	forget_found(set);
	for (guint i = 0; i < file->sections->len; i++) {
		struct model_section *s = g_ptr_array_index(file->sections, i);

		if (s->kind == MODEL_FIELD)
			add_record(set, s->name);
		if (s->is_pattern) {
			struct pattern p = { s, g_pattern_spec_new(s->name) };

			g_array_append_val(set->patterns[s->kind], p);
			continue;
		}
		GPtrArray *sections = g_hash_table_lookup(set->exact[s->kind], s->name);

		if (!sections) {
			sections = g_ptr_array_new();
			g_hash_table_insert(set->exact[s->kind], s->name, sections);
		}
		g_ptr_array_insert(sections, 0, s);
	}
}

void model_set_free(struct model_set *set)
{
	for (unsigned k = 0; k < MODEL_KINDS; k++) {
		for (guint i = 0; i < set->patterns[k]->len; i++)
			g_pattern_spec_free(g_array_index(set->patterns[k], struct pattern, i).spec);
		g_array_free(set->patterns[k], TRUE);
		g_hash_table_destroy(set->exact[k]);
		g_hash_table_destroy(set->found[k]);
	}
	g_hash_table_destroy(set->records);
	for (guint i = 0; i < set->files->len; i++)
		model_free(g_ptr_array_index(set->files, i));
	g_ptr_array_free(set->files, TRUE);
	g_free(set);
}

void model_set_each(const struct model_set *set, enum model_kind kind,
		    void (*found)(const struct model_section *section, void *user), void *user)
{
	for (guint f = 0; f < set->files->len; f++) {
		const struct model_file *file = g_ptr_array_index(set->files, f);

		for (guint i = 0; i < file->sections->len; i++) {
			const struct model_section *s = g_ptr_array_index(file->sections, i);

			if (s->kind == kind)
				found(s, user);
		}
	}
}

bool model_set_has_record(const struct model_set *set, const char *record)
{
	return set->has_record_patterns || g_hash_table_contains(set->records, record);
}

static guint file_number(const struct model_set *set, const struct model_section *s)
{
	guint i = 0;

	while (((struct model_file *)g_ptr_array_index(set->files, i))->name != s->file)
		i++;
	return i;
}

/* A later file wins; in one file an exact name does, then the later pattern. */
static gint by_precedence(gconstpointer p, gconstpointer q, gpointer user)
{
	const struct model_section *a = *(struct model_section *const *)p, *b = *(struct model_section *const *)q;
	guint first = file_number(user, a), second = file_number(user, b);

	if (first != second)
		return first > second ? -1 : 1;
	if (a->is_pattern != b->is_pattern)
		return a->is_pattern ? 1 : -1;
	return (a->line < b->line) - (a->line > b->line);
}

static GPtrArray *match(struct model_set *set, enum model_kind kind, const char *name)
{
	GPtrArray *exact = g_hash_table_lookup(set->exact[kind], name), *all = NULL;

	for (guint i = 0; exact && i < exact->len; i++) {
		all = all ? all : g_ptr_array_new();
		g_ptr_array_add(all, g_ptr_array_index(exact, i));
	}
	for (guint i = 0; i < set->patterns[kind]->len; i++) {
		const struct pattern *p = &g_array_index(set->patterns[kind], struct pattern, i);

		if (!g_pattern_spec_match_string(p->spec, name))
			continue;
		all = all ? all : g_ptr_array_new();
		g_ptr_array_add(all, p->section);
	}
	if (all)
		g_ptr_array_sort_with_data(all, by_precedence, set);
	return all;
}

const GPtrArray *model_set_find(struct model_set *set, enum model_kind kind, const char *name)
{
	GPtrArray *all;
	gpointer found;

	if (!set->patterns[kind]->len) {
		all = g_hash_table_lookup(set->exact[kind], name);
	} else if (g_hash_table_lookup_extended(set->found[kind], name, NULL, &found)) {
		all = found;
	} else {
		all = match(set, kind, name);
		g_hash_table_insert(set->found[kind], g_strdup(name), all);
	}
	for (guint i = 0; all && i < all->len; i++)
		((struct model_section *)g_ptr_array_index(all, i))->is_used = true;
	return all;
}

static bool is_param(const char *stated, const char *param, unsigned number)
{
	if (!stated || !number)
		return !stated && !number;
	if (g_ascii_isdigit(stated[0]))
		return g_ascii_strtoull(stated, NULL, 10) == number;
	return param && !strcmp(stated, param);
}

/* Keys of which a later model's replace an earlier one's: they are about one thing. */
static const char *const families[][9] = {
	{ "may-block", "may-block-if", "may-block-unless", "may-block-unless-in" },
	{ "acquires", "try-acquires", "acquires-if", "acquires-checked", "succeeds-if", "succeeds-unless",
	  "waits-if", "waits-unless" },
	{ "makes" }, { "returns-kind" },
};

static bool is_of_family(const char *const *family, const char *key)
{
	while (*family && strcmp(*family, key))
		family++;
	return *family;
}

/* Does the section say something of the same thing? */
static bool speaks_of(const struct model_section *section, const char *key, const char *param, unsigned number)
{
	for (unsigned f = 0; f < G_N_ELEMENTS(families); f++) {
		if (!is_of_family(families[f], key))
			continue;
		for (guint k = 0; k < section->statements->len; k++) {
			const struct model_statement *s = g_ptr_array_index(section->statements, k);

			if (is_param(s->param, param, number) && is_of_family(families[f], s->key))
				return true;
		}
	}
	return false;
}

const struct model_statement *model_find_statement(const GPtrArray *sections, const char *key,
						   const char *param, unsigned number,
						   const struct model_section **where)
{
	const char *later = NULL;       /* the file of a section that has spoken of it */

	for (guint i = 0; sections && i < sections->len; i++) {
		struct model_section *section = g_ptr_array_index(sections, i);

		if (later && later != section->file)
			return NULL;
		if (speaks_of(section, key, param, number))
			later = section->file;

		for (guint k = 0; k < section->statements->len; k++) {
			const struct model_statement *s = g_ptr_array_index(section->statements, k);

			if (strcmp(s->key, key) || !is_param(s->param, param, number))
				continue;
			if (where)
				*where = section;
			return s;
		}
	}
	return NULL;
}
