// SPDX-License-Identifier: MIT
/*
 * sarif.c: the report in SARIF 2.1.0 (OASIS, 27 March 2020), for code scanning.
 *
 * A chain is a thread of a code flow (3.36, 3.37): both sides of a deadlock are
 * threads.  Lists of places are related locations.  What the checker could not see
 * is a notification of the invocation, so that a run without results is not taken
 * for a clean one.  Accepted findings are results with a suppression; where there is a
 * baseline, all others say that they have none (3.27.23).
 */
#include "columns.h"
#include "members.h"
#include "report.h"

#include <string.h>

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define FINGERPRINT "holdfast/v1"

/* { "text": ... } under `name`. */
static void message(JsonBuilder *b, const char *name, const char *text)
{
	object_member(b, name);
	text_member(b, "text", text);
	json_builder_end_object(b);
}

/* Files under the working directory are relative to it (3.14.14). */
static void artifact(JsonBuilder *b, const char *file)
{
	const char *path = report_path(file);
	char *escaped = g_uri_escape_string(path, "/", FALSE);
	char *uri = path[0] == '/' ? g_strconcat("file://", escaped, NULL) : g_strdup(escaped);

	object_member(b, "artifactLocation");
	text_member(b, "uri", uri);
	if (path[0] != '/')
		text_member(b, "uriBaseId", "%SRCROOT%");
	json_builder_end_object(b);
	g_free(uri);
	g_free(escaped);
}

static void location_members(JsonBuilder *b, const char *file, uint32_t line, uint32_t col,
			     const char *function, const char *text)
{
	object_member(b, "physicalLocation");
	artifact(b, file);
	if (line) {
		object_member(b, "region");
		number_member(b, "startLine", line);
		if (col)
			number_member(b, "startColumn", column_in_characters(file, line, col));
		json_builder_end_object(b);
	}
	json_builder_end_object(b);
	if (function) {
		array_member(b, "logicalLocations");
		json_builder_begin_object(b);
		text_member(b, "name", function);
		json_builder_end_object(b);
		json_builder_end_array(b);
	}
	if (text)
		message(b, "message", text);
}

static void put_thread(JsonBuilder *b, const struct finding_note *n)
{
	json_builder_begin_object(b);
	message(b, "message", n->text);
	array_member(b, "locations");
	for (guint i = 0; i < n->steps->len; i++) {
		const struct finding_step *s = g_ptr_array_index(n->steps, i);

		json_builder_begin_object(b);
		object_member(b, "location");
		location_members(b, s->file, s->line, s->col, s->function, s->text);
		json_builder_end_object(b);
		number_member(b, "nestingLevel", i);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
	json_builder_end_object(b);
}

static void put_flows(JsonBuilder *b, const struct finding *f)
{
	guint chains = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		if (n->is_list || !n->steps->len)
			continue;
		if (!chains++) {
			array_member(b, "codeFlows");
			json_builder_begin_object(b);
			array_member(b, "threadFlows");
		}
		put_thread(b, n);
	}
	if (!chains)
		return;
	json_builder_end_array(b);
	json_builder_end_object(b);
	json_builder_end_array(b);
}

static void put_related(JsonBuilder *b, const struct finding *f)
{
	unsigned id = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		for (guint k = 0; n->is_list && k < n->steps->len; k++) {
			const struct finding_step *s = g_ptr_array_index(n->steps, k);
			char *text = g_strdup_printf("%s %s", n->text, s->text);

			if (!id++)
				array_member(b, "relatedLocations");
			json_builder_begin_object(b);
			number_member(b, "id", id);
			location_members(b, s->file, s->line, s->col, s->function, text);
			json_builder_end_object(b);
			g_free(text);
		}
	}
	if (id)
		json_builder_end_array(b);
}

static int rule_index(const struct report *r, const char *id)
{
	for (guint i = 0; i < r->rules->len; i++)
		if (!strcmp(((struct report_rule *)g_ptr_array_index(r->rules, i))->id, id))
			return i;
	return -1;
}

static void put_suppressions(JsonBuilder *b, const struct finding *f)
{
	array_member(b, "suppressions");
	if (f->accepted) {
		json_builder_begin_object(b);
		text_member(b, "kind", "external");
		text_member(b, "justification", f->accepted);
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
}

static void put_result(JsonBuilder *b, const struct report *r, const struct finding *f)
{
	json_builder_begin_object(b);
	text_member(b, "ruleId", f->rule);
	json_builder_set_member_name(b, "ruleIndex");
	json_builder_add_int_value(b, rule_index(r, f->rule));
	text_member(b, "level", f->doubt ? "warning" : "error");
	message(b, "message", f->message);
	if (f->doubt) {
		object_member(b, "properties");
		text_member(b, "doubt", f->doubt);
		json_builder_end_object(b);
	}
	array_member(b, "locations");
	json_builder_begin_object(b);
	location_members(b, f->file, f->line, f->col, NULL, NULL);
	json_builder_end_object(b);
	json_builder_end_array(b);
	object_member(b, "partialFingerprints");
	text_member(b, FINGERPRINT, f->fingerprint);
	json_builder_end_object(b);
	put_flows(b, f);
	put_related(b, f);
	if (r->baseline)
		put_suppressions(b, f);
	json_builder_end_object(b);
}

static void put_rule(JsonBuilder *b, const struct report_rule *rule)
{
	char *uri = g_strdup_printf("%s/%s.md", HOLDFAST_RULES_URI, rule->id);
	char *run = g_strdup_printf("See `holdfast explain %s`.", rule->id);

	json_builder_begin_object(b);
	text_member(b, "id", rule->id);
	message(b, "shortDescription", rule->summary);
	text_member(b, "helpUri", uri);
	object_member(b, "help");
	text_member(b, "text", rule->page ? rule->page : run);
	if (rule->page)
		text_member(b, "markdown", rule->page);
	json_builder_end_object(b);
	object_member(b, "defaultConfiguration");
	text_member(b, "level", "error");
	json_builder_end_object(b);
	json_builder_end_object(b);
	g_free(uri);
	g_free(run);
}

static void put_notification(JsonBuilder *b, const char *level, const char *file, uint32_t line,
			     const char *text)
{
	json_builder_begin_object(b);
	text_member(b, "level", level);
	message(b, "message", text);
	if (file) {
		array_member(b, "locations");
		json_builder_begin_object(b);
		location_members(b, file, line, 0, NULL, NULL);
		json_builder_end_object(b);
		json_builder_end_array(b);
	}
	json_builder_end_object(b);
}

static void put_unseen(JsonBuilder *b, const struct report *r)
{
	struct report_list lists[REPORT_LISTS];

	report_unseen(r, lists);
	array_member(b, "toolExecutionNotifications");
	for (unsigned i = 0; lists[i].title; i++) {
		const GPtrArray *items = lists[i].items;
		bool is_fatal = items == r->failed || items == r->contradictions;

		for (guint k = 0; k < items->len; k++) {
			const struct report_item *item = g_ptr_array_index(items, k);
			char *text = g_strdup_printf("%s: %s%s%s", lists[i].title, item->text,
						     item->detail ? ": " : "", item->detail ? item->detail : "");

			put_notification(b, is_fatal ? "error" : "warning", item->file, item->line, text);
			g_free(text);
		}
	}
	if (r->recognised)
		put_notification(b, "note", NULL, 0, r->recognised);
	for (guint i = 0; i < r->not_c->len; i++) {
		const struct report_item *item = g_ptr_array_index(r->not_c, i);

		put_notification(b, "note", item->file, 0, "not read: this file is not C");
	}
	for (guint i = 0; r->baseline && i < r->baseline->len; i++) {
		const struct baseline_entry *e = report_baseline(r, i);
		char *text = g_strdup_printf("the baseline's entry %s (%s) matches nothing any more",
					     e->fingerprint, e->rule);

		if (!e->is_matched)
			put_notification(b, "note", NULL, 0, text);
		g_free(text);
	}
	json_builder_end_array(b);
}

static void put_invocation(JsonBuilder *b, const struct report *r)
{
	array_member(b, "invocations");
	json_builder_begin_object(b);
	json_builder_set_member_name(b, "executionSuccessful");
	json_builder_add_boolean_value(b, report_is_complete(r));
	put_unseen(b, r);
	json_builder_end_object(b);
	json_builder_end_array(b);
}

/* The counts of the text report's last lines (3.8: a property bag). */
static void put_counts(JsonBuilder *b, const struct report *r)
{
	object_member(b, "properties");
	number_member(b, "files", r->files);
	number_member(b, "functions", r->functions);
	number_member(b, "lockClasses", r->classes);
	number_member(b, "entryPoints", r->entry_points->len);
	number_member(b, "trustedFunctions", r->trusted->len);
	number_member(b, "functionsNothingCalls", r->unreached->len);
	number_member(b, "unresolvedCalls", r->unresolved_calls->len);
	number_member(b, "unresolvedFunctions", r->unresolved_functions->len);
	number_member(b, "unresolvedLocks", r->unresolved_locks->len);
	number_member(b, "unresolvedSaves", r->unresolved_saves->len);
	number_member(b, "unreadAnnotations", r->unread->len);
	number_member(b, "assumedOfCallers", r->assumed->len);
	number_member(b, "functionsGivenUp", r->given_up->len);
	number_member(b, "functionsOneLockAtATime", r->in_parts->len);
	number_member(b, "assumedOfUnknownCode", r->steady->len);
	number_member(b, "filesFailed", r->failed->len);
	number_member(b, "filesNotC", r->not_c->len);
	json_builder_end_object(b);
}

static void put_root(JsonBuilder *b)
{
	char *cwd = g_get_current_dir();
	char *escaped = g_uri_escape_string(cwd, "/", FALSE);
	char *uri = g_strdup_printf("file://%s%s", escaped, g_str_has_suffix(cwd, "/") ? "" : "/");

	object_member(b, "originalUriBaseIds");
	object_member(b, "%SRCROOT%");
	text_member(b, "uri", uri);
	json_builder_end_object(b);
	json_builder_end_object(b);
	g_free(uri);
	g_free(escaped);
	g_free(cwd);
}

void report_sarif(const struct report *r, FILE *out)
{
	JsonBuilder *b = json_builder_new();

	json_builder_begin_object(b);
	text_member(b, "$schema", SCHEMA);
	text_member(b, "version", "2.1.0");
	array_member(b, "runs");
	json_builder_begin_object(b);
	object_member(b, "tool");
	object_member(b, "driver");
	text_member(b, "name", "holdfast");
	text_member(b, "version", HOLDFAST_VERSION);
	text_member(b, "informationUri", HOLDFAST_RULES_URI);
	array_member(b, "rules");
	for (guint i = 0; i < r->rules->len; i++)
		put_rule(b, g_ptr_array_index(r->rules, i));
	json_builder_end_array(b);
	json_builder_end_object(b);
	json_builder_end_object(b);
	text_member(b, "columnKind", "unicodeCodePoints");
	put_invocation(b, r);
	put_root(b);
	array_member(b, "results");
	for (guint i = 0; i < r->findings->len; i++)
		put_result(b, r, g_ptr_array_index(r->findings, i));
	for (guint i = 0; i < r->accepted->len; i++)
		put_result(b, r, g_ptr_array_index(r->accepted, i));
	json_builder_end_array(b);
	put_counts(b, r);
	json_builder_end_object(b);
	json_builder_end_array(b);
	json_builder_end_object(b);
	members_print(b, out);
}
