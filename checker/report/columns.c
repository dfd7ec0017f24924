// SPDX-License-Identifier: MIT
/*
 * columns.c: columns in characters.  Facts have clang's, which count bytes; what stands in front of
 * a call may be a comment or a string in any language.
 */
#include "columns.h"

#include <glib.h>
#include <string.h>

/* NULL for a file that can't be read any more. */
static const char *text_of(const char *file)
{
	static GHashTable *texts;
	gpointer known;
	char *text = NULL;

	if (!texts)
		texts = g_hash_table_new(g_str_hash, g_str_equal);
	if (g_hash_table_lookup_extended(texts, file, NULL, &known))
		return known;
	(void)g_file_get_contents(file, &text, NULL, NULL);
	g_hash_table_insert(texts, (gpointer)file, text);
	return text;
}

uint32_t column_in_characters(const char *file, uint32_t line, uint32_t col)
{
	const char *at = text_of(file);
	uint32_t characters = 1;

	for (uint32_t i = 1; at && i < line; i++) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	if (!at)
		return col;
	for (uint32_t i = 1; i < col && at[i - 1] && at[i - 1] != '\n'; i++)
		characters += (at[i - 1] & 0xc0) != 0x80;
	return characters;
}
