// SPDX-License-Identifier: MIT
/*
 * text.c: the report for people: a compiler's error lines, with the chains as notes,
 * and a summary.
 */
#include "report.h"

#define BOLD (color ? "\033[1m" : "")
#define RED (color ? "\033[1;31m" : "")
#define DIM (color ? "\033[2m" : "")
#define PLAIN (color ? "\033[0m" : "")

void report_notes(const struct finding *f, FILE *out, bool color)
{
	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		fprintf(out, "  %snote:%s %s\n", DIM, PLAIN, n->text);
		for (guint k = 0; k < n->steps->len; k++) {
			const struct finding_step *s = g_ptr_array_index(n->steps, k);

			fprintf(out, "    %s:%u: %s: %s\n", report_path(s->file), s->line, s->function,
				s->text);
		}
	}
}

static void list(FILE *out, const char *title, const GPtrArray *items)
{
	if (!items->len)
		return;
	fprintf(out, "%s (%u):\n", title, items->len);
	for (guint i = 0; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);

		fputs("  ", out);
		if (item->line)
			fprintf(out, "%s:%u: ", report_path(item->file), item->line);
		else if (item->file)
			fprintf(out, "%s: ", report_path(item->file));
		fprintf(out, "%s%s%s\n", item->text, item->detail ? ": " : "",
			item->detail ? item->detail : "");
	}
}

static void put_accepted(const struct report *r, FILE *out)
{
	if (r->accepted->len)
		fprintf(out, "findings that the baseline accepts (%u):\n", r->accepted->len);
	for (guint i = 0; i < r->accepted->len; i++) {
		const struct finding *f = g_ptr_array_index(r->accepted, i);

		fprintf(out, "  %s:%u: %s [%s]: %s\n", report_path(f->file), f->line, f->message, f->rule,
			f->accepted);
	}
	if (!report_stale(r))
		return;
	fprintf(out, "baseline entries that match nothing any more (%u):\n", report_stale(r));
	for (guint i = 0; i < r->baseline->len; i++) {
		const struct baseline_entry *e = report_baseline(r, i);

		if (!e->is_matched)
			fprintf(out, "  [%s] %s: %s: %s\n", e->fingerprint, e->rule,
				e->subject ? e->subject : "", e->reason);
	}
}

static void put_nested(const struct lock_graph *g, FILE *out)
{
	for (guint i = 0; i < g->locks->len; i++)
		if (lock_at(g, i)->nests)
			fprintf(out, "several locks `%s` are held at once, by declaration: %s\n",
				lock_at(g, i)->name, lock_at(g, i)->nests);
}

void report_text(const struct report *r, FILE *out, bool color)
{
	for (guint i = 0; i < r->findings->len; i++) {
		const struct finding *f = g_ptr_array_index(r->findings, i);

		fprintf(out, "%s%s:%u:%u: %s%s:%s %s%s [%s]%s\n", BOLD, report_path(f->file), f->line,
			f->col, RED, f->doubt ? "warning" : "error", PLAIN, BOLD, f->message, f->rule, PLAIN);
		if (f->doubt)
			fprintf(out, "  note: in doubt: %s\n", f->doubt);
		report_notes(f, out, color);
		fputc('\n', out);
	}
	struct report_list unseen[REPORT_LISTS];

	put_accepted(r, out);
	list(out, "trusted functions", r->trusted);
	list(out, "files that are not C", r->not_c);
	list(out, "functions that nothing calls, taken as called by a thread", r->unreached);
	list(out, "calls through pointers that the program never sets", r->empty_calls);
	put_nested(r->locks, out);
	report_unseen(r, unseen);
	for (unsigned i = 0; unseen[i].title; i++)
		list(out, unseen[i].title, unseen[i].items);
	fprintf(out, "holdfast: %u files, %u functions, %u lock classes, %u entry points, and %u "
		"functions that nothing calls\n", r->files, r->functions, r->classes,
		r->entry_points->len, r->unreached->len);
	fprintf(out, "holdfast: %u trusted functions; not seen: %u indirect calls, %u functions, %u "
		"locks, %u saved masks, %u annotations; %u assumed of callers; %u functions given up, %u files failed\n",
		r->trusted->len, r->unresolved_calls->len, r->unresolved_functions->len, r->unresolved_locks->len,
		r->unresolved_saves->len, r->unread->len, r->assumed->len, r->given_up->len, r->failed->len);
	if (r->not_c->len)
		fprintf(out, "holdfast: %u files that are not C, not read\n", r->not_c->len);
	if (r->in_parts->len)
		fprintf(out, "holdfast: %u functions followed for one held lock at a time, or not in every state: what they "
			"require, and their balance, not judged for all\n", r->in_parts->len);
	if (r->steady->len)
		fprintf(out, "holdfast: %u functions in which code that is not seen is assumed to leave alone what decides about "
			"a lock\n", r->steady->len);
	if (r->recognised)
		fprintf(out, "holdfast: %s\n", r->recognised);
	fprintf(out, "holdfast: %u findings", r->findings->len);
	if (r->baseline)
		fprintf(out, "; the baseline accepts %u more, and %u of its entries match nothing",
			r->accepted->len, report_stale(r));
	if (r->doubtful)
		fprintf(out, "; %u more in doubt, which --all shows", r->doubtful);
	fputc('\n', out);
}
