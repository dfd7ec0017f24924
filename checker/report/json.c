// SPDX-License-Identifier: MIT
/*
 * json.c: the report for programs.
 */
#include "report.h"

#include <json-glib/json-glib.h>

static void text_member(JsonBuilder *b, const char *name, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);

	json_builder_set_member_name(b, name);
	json_builder_add_string_value(b, valid);
	g_free(valid);
}

static void number_member(JsonBuilder *b, const char *name, unsigned number)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, number);
}

static void array_member(JsonBuilder *b, const char *name)
{
	json_builder_set_member_name(b, name);
	json_builder_begin_array(b);
}

static void put_finding(JsonBuilder *b, const struct finding *f)
{
	json_builder_begin_object(b);
	text_member(b, "rule", f->rule);
	text_member(b, "file", report_path(f->file));
	number_member(b, "line", f->line);
	number_member(b, "column", f->col);
	text_member(b, "subject", f->subject);
	text_member(b, "message", f->message);
	array_member(b, "notes");
	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		json_builder_begin_object(b);
		text_member(b, "text", n->text);
		array_member(b, "steps");
		for (guint k = 0; k < n->steps->len; k++) {
			const struct finding_step *s = g_ptr_array_index(n->steps, k);

			json_builder_begin_object(b);
			text_member(b, "file", report_path(s->file));
			number_member(b, "line", s->line);
			number_member(b, "column", s->col);
			text_member(b, "function", s->function);
			text_member(b, "text", s->text);
			json_builder_end_object(b);
		}
		json_builder_end_array(b);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
	json_builder_end_object(b);
}

static void put_items(JsonBuilder *b, const char *name, const GPtrArray *items)
{
	array_member(b, name);
	for (guint i = 0; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);

		json_builder_begin_object(b);
		if (item->file)
			text_member(b, "file", report_path(item->file));
		if (item->line)
			number_member(b, "line", item->line);
		text_member(b, "text", item->text);
		if (item->detail)
			text_member(b, "detail", item->detail);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
}

void report_json(const struct report *r, FILE *out)
{
	JsonBuilder *b = json_builder_new();

	json_builder_begin_object(b);
	array_member(b, "findings");
	for (guint i = 0; i < r->findings->len; i++)
		put_finding(b, g_ptr_array_index(r->findings, i));
	json_builder_end_array(b);
	number_member(b, "files", r->files);
	number_member(b, "functions", r->functions);
	number_member(b, "lock_classes", r->classes);
	number_member(b, "entry_points", r->entry_points);
	put_items(b, "trusted", r->trusted);
	put_items(b, "unreached", r->unreached);
	put_items(b, "empty_calls", r->empty_calls);
	put_items(b, "unresolved_calls", r->unresolved_calls);
	put_items(b, "unresolved_functions", r->unresolved_functions);
	put_items(b, "unresolved_locks", r->unresolved_locks);
	put_items(b, "given_up", r->given_up);
	put_items(b, "failed_files", r->failed);
	json_builder_end_object(b);
	JsonNode *root = json_builder_get_root(b);
	char *text = json_to_string(root, TRUE);

	fprintf(out, "%s\n", text);
	g_free(text);
	json_node_unref(root);
	g_object_unref(b);
}
