// SPDX-License-Identifier: MIT
/*
 * json.c: the report for programs.
 */
#include "members.h"
#include "report.h"


static void put_finding(JsonBuilder *b, const struct finding *f)
{
	json_builder_begin_object(b);
	text_member(b, "rule", f->rule);
	text_member(b, "file", report_path(f->file));
	number_member(b, "line", f->line);
	number_member(b, "column", f->col);
	text_member(b, "subject", f->subject);
	text_member(b, "message", f->message);
	text_member(b, "fingerprint", f->fingerprint);
	if (f->doubt)
		text_member(b, "doubt", f->doubt);
	if (f->accepted)
		text_member(b, "accepted", f->accepted);
	array_member(b, "notes");
	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		json_builder_begin_object(b);
		text_member(b, "text", n->text);
		text_member(b, "kind", n->is_list ? "list" : "chain");
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

static void put_findings(JsonBuilder *b, const char *name, const GPtrArray *findings)
{
	array_member(b, name);
	for (guint i = 0; i < findings->len; i++)
		put_finding(b, g_ptr_array_index(findings, i));
	json_builder_end_array(b);
}

static void put_locks(JsonBuilder *b, const struct lock_graph *g)
{
	array_member(b, "locks");
	for (guint i = 0; i < g->locks->len; i++) {
		const struct lock_entry *l = lock_at(g, i);

		json_builder_begin_object(b);
		text_member(b, "name", l->name);
		text_member(b, "kind", l->kind);
		if (l->held_in)
			text_member(b, "held_in", l->held_in);
		if (l->nests)
			text_member(b, "nests", l->nests);
		array_member(b, "guards");
		for (guint k = 0; k < l->guards->len; k++)
			json_builder_add_string_value(b, g_ptr_array_index(l->guards, k));
		json_builder_end_array(b);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
}

static void put_stale(JsonBuilder *b, const struct report *r)
{
	array_member(b, "stale_baseline_entries");
	for (guint i = 0; r->baseline && i < r->baseline->len; i++) {
		const struct baseline_entry *e = report_baseline(r, i);

		if (e->is_matched)
			continue;
		json_builder_begin_object(b);
		text_member(b, "fingerprint", e->fingerprint);
		text_member(b, "rule", e->rule);
		text_member(b, "reason", e->reason);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
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
	put_findings(b, "findings", r->findings);
	number_member(b, "doubtful_findings", r->doubtful);
	put_findings(b, "accepted_findings", r->accepted);
	put_stale(b, r);
	if (r->recognised)
		text_member(b, "recognised", r->recognised);
	number_member(b, "files", r->files);
	number_member(b, "functions", r->functions);
	number_member(b, "lock_classes", r->classes);
	put_locks(b, r->locks);
	put_items(b, "entry_points", r->entry_points);
	put_items(b, "trusted", r->trusted);
	put_items(b, "unreached", r->unreached);
	put_items(b, "empty_calls", r->empty_calls);
	put_items(b, "unresolved_calls", r->unresolved_calls);
	put_items(b, "unresolved_functions", r->unresolved_functions);
	put_items(b, "unresolved_locks", r->unresolved_locks);
	put_items(b, "unresolved_saves", r->unresolved_saves);
	put_items(b, "unread_annotations", r->unread);
	put_items(b, "assumed_of_callers", r->assumed);
	put_items(b, "given_up", r->given_up);
	put_items(b, "one_lock_at_a_time", r->in_parts);
	put_items(b, "assumed_of_unknown_code", r->steady);
	put_items(b, "failed_files", r->failed);
	put_items(b, "files_not_c", r->not_c);
	put_items(b, "contradictions", r->contradictions);
	json_builder_end_object(b);
	members_print(b, out);
}
