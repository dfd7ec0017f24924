// SPDX-License-Identifier: MIT
/*
 * sources.c: reads a program's files as text, breadth first, in the order of its commands.
 */
#include "sources.h"
#include "compile_db.h"

#include <string.h>

struct folders {
	GPtrArray *paths;               /* char *: where the command looks for headers */
	GHashTable *known;              /* "NAME" -> char *: its file, or "" */
};

struct file {
	const char *path;               /* belongs to `seen` */
	struct folders *folders;        /* of the first command that leads here */
};

struct scan {
	struct sources_text *text;
	GHashTable *wanted;
	GHashTable *lists;              /* the folders, one a line -> struct folders * */
	GHashTable *seen;               /* files */
	GArray *queue;                  /* struct file */
};

static bool is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* ---- the commands --------------------------------------------------------- */

/* The value of an option that takes one, attached or not; NULL if it is another one. */
static const char *value_of(char **arguments, unsigned *at, const char *option)
{
	const char *word = arguments[*at];

	if (!g_str_has_prefix(word, option))
		return NULL;
	if (word[strlen(option)])
		return word + strlen(option);
	return arguments[*at + 1] ? arguments[++*at] : NULL;
}

static struct folders *folders_of(struct scan *s, const struct compile_command *c)
{
	static const char *const options[] = { "-I", "-iquote", "-isystem", "-idirafter" };
	GPtrArray *paths = g_ptr_array_new();

	for (unsigned i = 1; c->arguments[i]; i++) {
		const char *value = NULL;

		for (unsigned k = 0; !value && k < G_N_ELEMENTS(options); k++)
			value = value_of(c->arguments, &i, options[k]);
		if (value)
			g_ptr_array_add(paths, g_canonicalize_filename(value, c->directory));
	}
	g_ptr_array_add(paths, NULL);
	char *key = g_strjoinv("\n", (char **)paths->pdata);
	struct folders *folders = g_hash_table_lookup(s->lists, key);

	g_ptr_array_remove_index(paths, paths->len - 1);
	if (folders) {
		g_ptr_array_foreach(paths, (GFunc)(void *)g_free, NULL);
		g_ptr_array_free(paths, TRUE);
		g_free(key);
		return folders;
	}
	folders = g_new0(struct folders, 1);
	folders->paths = paths;
	folders->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_hash_table_insert(s->lists, key, folders);
	return folders;
}

static void free_folders(gpointer p)
{
	struct folders *folders = p;

	g_ptr_array_foreach(folders->paths, (GFunc)(void *)g_free, NULL);
	g_ptr_array_free(folders->paths, TRUE);
	g_hash_table_destroy(folders->known);
	g_free(folders);
}

static void add_file(struct scan *s, const char *path, struct folders *folders)
{
	struct file file = { g_strdup(path), folders };

	if (g_hash_table_contains(s->seen, path)) {
		g_free((char *)file.path);
		return;
	}
	g_hash_table_add(s->seen, (char *)file.path);
	g_array_append_val(s->queue, file);
}

/* What `-include` names. */
static void add_forced(struct scan *s, const struct compile_command *c, struct folders *folders)
{
	for (unsigned i = 1; c->arguments[i]; i++) {
		const char *value = value_of(c->arguments, &i, "-include");
		char *path = value ? g_canonicalize_filename(value, c->directory) : NULL;

		if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
			add_file(s, path, folders);
		g_free(path);
	}
}

/* ---- directives ----------------------------------------------------------- */

static char *in_folder(const char *folder, const char *name)
{
	char *path = g_canonicalize_filename(name, folder);

	if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return path;
	g_free(path);
	return NULL;
}

/* NULL where no folder of the program's has it.  To be freed. */
static char *find_header(const struct file *from, const char *name, bool is_quoted)
{
	char *own = g_path_get_dirname(from->path), *path = is_quoted ? in_folder(own, name) : NULL;

	g_free(own);
	if (path)
		return path;
	const char *known = g_hash_table_lookup(from->folders->known, name);

	if (!known) {
		for (guint i = 0; !path && i < from->folders->paths->len; i++)
			path = in_folder(g_ptr_array_index(from->folders->paths, i), name);
		g_hash_table_insert(from->folders->known, g_strdup(name), path ? path : g_strdup(""));
		return g_strdup(path);
	}
	return known[0] ? g_strdup(known) : NULL;
}

static void note(GHashTable *table, const char *key, const char *file)
{
	if (!g_hash_table_contains(table, key))
		g_hash_table_insert(table, g_strdup(key), g_strdup(file));
}

static void read_include(struct scan *s, const struct file *from, const char *at, const char *end)
{
	while (at < end && g_ascii_isspace(*at))
		at++;
	if (at == end || (*at != '"' && *at != '<'))
		return;
	const char *close = memchr(at + 1, *at == '"' ? '"' : '>', (size_t)(end - at - 1));

	if (!close || close == at + 1)
		return;
	char *name = g_strndup(at + 1, (size_t)(close - at - 1));
	char *path = find_header(from, name, *at == '"');

	note(s->text->included, name, from->path);
	if (path) {
		note(s->text->found, name, from->path);
		add_file(s, path, from->folders);
	}
	g_free(path);
	g_free(name);
}

static void read_define(struct scan *s, const struct file *from, const char *at, const char *end)
{
	char *line = g_strndup(at, (size_t)(end - at)), *name = g_strchug(line), *rest = name;

	while (is_word(*rest))
		rest++;
	char *value = *rest ? g_strstrip(rest + 1) : rest;

	*rest = 0;
	value[strcspn(value, " \t/")] = 0;
	if (g_hash_table_contains(s->wanted, name)) {
		char *both = g_strdup_printf("%s %s", name, value);

		note(s->text->defined, name, from->path);
		note(s->text->defined, both, from->path);
		g_free(both);
	}
	g_free(line);
}

static void read_directive(struct scan *s, const struct file *from, const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	size_t len = (size_t)(end - at);

	if (len > 7 && !strncmp(at, "include", 7))
		read_include(s, from, at + 7, end);
	else if (len > 7 && !strncmp(at, "define", 6) && g_ascii_isspace(at[6]))
		read_define(s, from, at + 7, end);
}

/* With blanks only before it in its line. */
static bool begins_line(const char *text, const char *at)
{
	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == text || at[-1] == '\n';
}

static void read_file(struct scan *s, const struct file *from)
{
	GMappedFile *map = g_mapped_file_new(from->path, FALSE, NULL);
	const char *text = map ? g_mapped_file_get_contents(map) : NULL;
	const char *end = text ? text + g_mapped_file_get_length(map) : NULL;

	for (const char *at = text; at && at < end && (at = memchr(at, '#', (size_t)(end - at))); at++) {
		if (!begins_line(text, at))
			continue;
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		read_directive(s, from, at + 1, line_end ? line_end : end);
	}
	if (map)
		g_mapped_file_unref(map);
}

static GHashTable *new_table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

struct sources_text *sources_scan(const GPtrArray *commands, GHashTable *defines)
{
	struct scan s = {
		.text = g_new0(struct sources_text, 1), .wanted = defines,
		.lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_folders),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.queue = g_array_new(FALSE, FALSE, sizeof(struct file)),
	};

	s.text->included = new_table();
	s.text->found = new_table();
	s.text->defined = new_table();
	s.text->called = new_table();
	for (guint i = 0; i < commands->len; i++) {
		const struct compile_command *c = g_ptr_array_index(commands, i);

		if (!c->is_c)
			continue;
		struct folders *folders = folders_of(&s, c);

		add_file(&s, c->file, folders);
		add_forced(&s, c, folders);
	}
	for (guint i = 0; i < s.queue->len; i++) {
		struct file file = g_array_index(s.queue, struct file, i);

		read_file(&s, &file);
	}
	g_array_free(s.queue, TRUE);
	g_hash_table_destroy(s.seen);
	g_hash_table_destroy(s.lists);
	return s.text;
}

/* ---- calls ---------------------------------------------------------------- */

/* Behind a comment, a string or a character that begins here; else `at` itself. */
static const char *skip_other(const char *at, const char *end)
{
	if (at + 1 < end && at[0] == '/' && at[1] == '/') {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		return newline ? newline : end;
	}
	if (at + 1 < end && at[0] == '/' && at[1] == '*') {
		const char *close = g_strstr_len(at + 2, end - at - 2, "*/");

		return close ? close + 2 : end;
	}
	if (*at != '"' && *at != '\'')
		return at;
	char quote = *at++;

	while (at < end && *at != quote && *at != '\n')
		at += *at == '\\' ? 2 : 1;
	return at < end ? at + 1 : end;
}

static void read_calls(struct sources_text *text, const char *path, GHashTable *calls)
{
	GMappedFile *map = g_mapped_file_new(path, FALSE, NULL);
	const char *at = map ? g_mapped_file_get_contents(map) : NULL;
	const char *end = at ? at + g_mapped_file_get_length(map) : NULL;
	char name[64];

	while (at < end) {
		const char *behind = skip_other(at, end), *begin = at;

		if (behind != at || !is_word(*at)) {
			at = behind != at ? behind : at + 1;
			continue;
		}
		while (at < end && is_word(*at))
			at++;
		size_t len = (size_t)(at - begin);

		if (at == end || *at != '(' || len >= sizeof(name))
			continue;
		memcpy(name, begin, len);
		name[len] = 0;
		if (g_hash_table_contains(calls, name))
			note(text->called, name, path);
	}
	if (map)
		g_mapped_file_unref(map);
}

void sources_scan_calls(struct sources_text *text, const GPtrArray *commands, GHashTable *calls)
{
	for (guint i = 0; i < commands->len; i++) {
		const struct compile_command *c = g_ptr_array_index(commands, i);

		if (c->is_c)
			read_calls(text, c->file, calls);
	}
}

void sources_free(struct sources_text *text)
{
	g_hash_table_destroy(text->included);
	g_hash_table_destroy(text->found);
	g_hash_table_destroy(text->defined);
	g_hash_table_destroy(text->called);
	g_free(text);
}
