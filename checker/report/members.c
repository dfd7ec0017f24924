// SPDX-License-Identifier: MIT
/*
 * members.c: JSON, a member at a time.
 */
#include "members.h"

void text_member(JsonBuilder *b, const char *name, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);

	json_builder_set_member_name(b, name);
	json_builder_add_string_value(b, valid);
	g_free(valid);
}

void number_member(JsonBuilder *b, const char *name, unsigned number)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, number);
}

void array_member(JsonBuilder *b, const char *name)
{
	json_builder_set_member_name(b, name);
	json_builder_begin_array(b);
}

void object_member(JsonBuilder *b, const char *name)
{
	json_builder_set_member_name(b, name);
	json_builder_begin_object(b);
}

void members_print(JsonBuilder *b, FILE *out)
{
	JsonNode *root = json_builder_get_root(b);
	char *text = json_to_string(root, TRUE);

	fprintf(out, "%s\n", text);
	g_free(text);
	json_node_unref(root);
	g_object_unref(b);
}
