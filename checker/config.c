// SPDX-License-Identifier: MIT
/*
 * config.c: reads `key = value` lines.  What the keys mean is known to the table of
 * options (options.c).
 */
#include "config.h"

#include <string.h>

static bool fail(GError **error, const char *file, unsigned line, const char *why)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: %s", file, line, why);
	return false;
}

static void free_line(gpointer p)
{
	struct config_line *l = p;

	g_free(l->key);
	g_free(l->value);
	g_free(l);
}

static bool is_key(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_islower(*c) && *c != '-')
			return false;
	return text[0] && text[0] != '-';
}

/* `text` is one line, without blanks at its ends; it is changed. */
static bool read_line(GPtrArray *lines, char *text, const char *file, unsigned number, GError **error)
{
	if (!text[0] || text[0] == '#')
		return true;
	if (!g_utf8_validate(text, -1, NULL))
		return fail(error, file, number, "not UTF-8");
	for (const char *c = text; *c; c++)
		if (g_ascii_iscntrl(*c) && *c != '\t')
			return fail(error, file, number, "a control character");
	char *equals = strchr(text, '=');

	if (!equals)
		return fail(error, file, number, "not `option = value`");
	*equals = 0;
	g_strchomp(text);
	if (!is_key(text))
		return fail(error, file, number, "an option is written in small letters and `-`");
	struct config_line *l = g_new0(struct config_line, 1);

	l->key = g_strdup(text);
	l->value = g_strdup(g_strchug(equals + 1));
	l->line = number;
	g_ptr_array_add(lines, l);
	return true;
}

GPtrArray *config_parse(const char *text, gsize len, const char *file, GError **error)
{
	if (memchr(text, 0, len)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: not a text file", file);
		return NULL;
	}
	GPtrArray *lines = g_ptr_array_new_with_free_func(free_line);
	char *copy = g_strndup(text, len), **all = g_strsplit(copy, "\n", -1);
	bool ok = true;

	for (unsigned i = 0; ok && all[i]; i++)
		ok = read_line(lines, g_strstrip(all[i]), file, i + 1, error);
	g_strfreev(all);
	g_free(copy);
	if (ok)
		return lines;
	g_ptr_array_free(lines, TRUE);
	return NULL;
}
