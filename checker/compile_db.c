// SPDX-License-Identifier: MIT
/*
 * compile_db.c: reads a JSON compilation database (clang's JSONCompilationDatabase
 * format: directory, file, and command or arguments).
 */
#include "compile_db.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <string.h>

#define MAX_NESTING 64

static bool malformed(GError **error, const char *path, guint index, const char *what)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: entry %u: %s", path, index + 1, what);
	return false;
}

static void free_command(gpointer p)
{
	struct compile_command *c = p;

	g_free(c->file);
	g_free(c->directory);
	g_strfreev(c->arguments);
	g_free(c);
}

static const char *text_of(JsonObject *entry, const char *name)
{
	JsonNode *node = json_object_get_member(entry, name);

	return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
}

/* They stand before a compiler, and are none. */
static const char *const launchers[] = { "ccache", "sccache", "distcc", "icecc", NULL };

char **compiler_of(char **arguments)
{
	for (;; arguments++) {
		char *name = g_path_get_basename(arguments[0]);
		bool is_launcher = arguments[1] && g_strv_contains(launchers, name);

		g_free(name);
		if (!is_launcher)
			return arguments;
	}
}

static char **arguments_of(JsonObject *entry)
{
	JsonNode *node = json_object_get_member(entry, "arguments");
	const char *command = text_of(entry, "command");
	char **arguments = NULL;

	if (node && JSON_NODE_HOLDS_ARRAY(node)) {
		JsonArray *array = json_node_get_array(node);
		GPtrArray *list = g_ptr_array_new();

		for (guint i = 0; i < json_array_get_length(array); i++) {
			JsonNode *item = json_array_get_element(array, i);
			const char *text = JSON_NODE_HOLDS_VALUE(item) ? json_node_get_string(item) : NULL;

			g_ptr_array_add(list, g_strdup(text ? text : ""));
		}
		g_ptr_array_add(list, NULL);
		return (char **)g_ptr_array_free(list, FALSE);
	}
	if (command && g_shell_parse_argv(command, NULL, &arguments, NULL))
		return arguments;
	return NULL;
}

static bool add_command(GPtrArray *commands, JsonNode *node, const char *path, guint index,
			GError **error)
{
	if (!JSON_NODE_HOLDS_OBJECT(node))
		return malformed(error, path, index, "not an object");
	JsonObject *entry = json_node_get_object(node);
	const char *file = text_of(entry, "file"), *directory = text_of(entry, "directory");

	if (!file || !directory)
		return malformed(error, path, index, "without `file` and `directory`");
	bool is_c = g_str_has_suffix(file, ".c");

	/* Some tools list them; they are read where they are included. */
	if (g_str_has_suffix(file, ".h"))
		return true;
	char **arguments = is_c ? arguments_of(entry) : g_new0(char *, 1);

	if (is_c && (!arguments || !arguments[0])) {
		g_strfreev(arguments);
		return malformed(error, path, index, "without a usable `command` or `arguments`");
	}
	struct compile_command *c = g_new0(struct compile_command, 1);

	char *folder = g_path_get_dirname(path);
	char *absolute = g_canonicalize_filename(folder, NULL);

	/* A relative directory starts from the database. */
	c->directory = g_canonicalize_filename(directory, absolute);
	c->file = g_canonicalize_filename(file, c->directory);
	g_free(absolute);
	g_free(folder);
	c->arguments = is_c ? g_strdupv(compiler_of(arguments)) : g_strdupv(arguments);
	c->is_c = is_c;
	g_strfreev(arguments);
	g_ptr_array_add(commands, c);
	return true;
}

static gint compare(gconstpointer p, gconstpointer q)
{
	const struct compile_command *a = *(struct compile_command *const *)p;
	const struct compile_command *b = *(struct compile_command *const *)q;
	int order = strcmp(a->file, b->file);

	if (!order)
		order = strcmp(a->directory, b->directory);
	for (unsigned i = 0; !order && (a->arguments[i] || b->arguments[i]); i++)
		order = g_strcmp0(a->arguments[i], b->arguments[i]);
	return order;
}

static bool is_under(const char *file, const char *filter)
{
	size_t len = strlen(filter);

	return !strncmp(file, filter, len) && (!file[len] || file[len] == '/');
}

/* Keeps the commands of files under one of `filters`; each filter must match one. */
static GPtrArray *filtered(GPtrArray *commands, char **filters, GError **error)
{
	guint count = g_strv_length(filters);
	bool *used = g_new0(bool, count);

	for (guint i = 0; i < commands->len;) {
		const struct compile_command *c = g_ptr_array_index(commands, i);
		bool wanted = false;

		for (guint k = 0; k < count; k++) {
			char *filter = g_canonicalize_filename(filters[k], NULL);

			if (is_under(c->file, filter))
				wanted = true;
			used[k] |= wanted && c->is_c;
			g_free(filter);
		}
		if (wanted)
			i++;
		else
			g_ptr_array_remove_index(commands, i);
	}
	for (guint k = 0; k < count; k++)
		if (!used[k]) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
				    "%s: no C file of the compilation database is there", filters[k]);
			g_ptr_array_free(commands, TRUE);
			commands = NULL;
			break;
		}
	g_free(used);
	return commands;
}

static GPtrArray *without_duplicates(GPtrArray *commands)
{
	g_ptr_array_sort(commands, compare);
	for (guint i = 1; i < commands->len;)
		if (compare(&commands->pdata[i - 1], &commands->pdata[i]) == 0)
			g_ptr_array_remove_index(commands, i);
		else
			i++;
	return commands;
}

static GPtrArray *commands_of(JsonNode *root, const char *path, GError **error)
{
	if (!root || !JSON_NODE_HOLDS_ARRAY(root)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: not a JSON array", path);
		return NULL;
	}
	JsonArray *array = json_node_get_array(root);
	GPtrArray *commands = g_ptr_array_new_with_free_func(free_command);
	bool ok = true;

	for (guint i = 0; ok && i < json_array_get_length(array); i++)
		ok = add_command(commands, json_array_get_element(array, i), path, i, error);
	guint c_files = 0;

	for (guint i = 0; i < commands->len; i++)
		c_files += ((struct compile_command *)g_ptr_array_index(commands, i))->is_c;
	if (ok && !c_files) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: it names no C file", path);
		ok = false;
	}
	if (ok)
		return without_duplicates(commands);
	g_ptr_array_free(commands, TRUE);
	return NULL;
}

/* json-glib recurses into what is nested, and doesn't stop. */
static bool is_flat(const char *text, gsize len, const char *path, GError **error)
{
	unsigned depth = 0, line = 1;
	bool in_string = false;

	for (gsize i = 0; i < len; i++) {
		line += text[i] == '\n';
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string && (text[i] == '[' || text[i] == '{'))
			depth++;
		else if (!in_string && (text[i] == ']' || text[i] == '}') && depth)
			depth--;
		if (depth <= MAX_NESTING)
			continue;
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: too deeply nested for a "
			    "compilation database", path, line);
		return false;
	}
	return true;
}

GPtrArray *compile_db_parse(const char *text, gsize len, const char *path, GError **error)
{
	if (!is_flat(text, len, path, error))
		return NULL;
	JsonParser *parser = json_parser_new();
	GError *parse_error = NULL;
	GPtrArray *commands = NULL;

	if (json_parser_load_from_data(parser, text, len, &parse_error)) {
		commands = commands_of(json_parser_get_root(parser), path, error);
	} else {
		/* json-glib's message may have several lines, and begins with "<data>:LINE:". */
		char *why = g_strdelimit(g_utf8_make_valid(parse_error->message, -1), "\r\n", ' ');
		const char *rest = g_str_has_prefix(why, "<data>:") ? why + strlen("<data>:") : " ";

		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%s", path,
			    rest[0] == ' ' ? why : rest);
		g_free(why);
		g_error_free(parse_error);
	}
	g_object_unref(parser);
	return commands;
}

GPtrArray *compile_db_read(const char *build, char **filters, GError **error)
{
	char *path = g_build_filename(build, "compile_commands.json", NULL), *text = NULL;
	GPtrArray *commands = NULL;
	gsize len;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
			    "%s: there is none (CMake writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, "
			    "`bear -- make` for make)", path);
	else if (g_file_get_contents(path, &text, &len, error))
		commands = compile_db_parse(text, len, path, error);
	g_free(text);
	g_free(path);
	return commands && filters && filters[0] ? filtered(commands, filters, error) : commands;
}
