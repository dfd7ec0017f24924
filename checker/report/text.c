// SPDX-License-Identifier: MIT
/*
 * text.c: the report for people: a compiler's error lines, with the chains as notes,
 * and a summary.
 */
#include "report.h"

#include <string.h>
#include <unistd.h>

#define BOLD (color ? "\033[1m" : "")
#define RED (color ? "\033[1;31m" : "")
#define DIM (color ? "\033[2m" : "")
#define PLAIN (color ? "\033[0m" : "")

const char *report_path(const char *file)
{
	static char cwd[4096];
	size_t len;

	if (!cwd[0] && !getcwd(cwd, sizeof(cwd)))
		return file;
	len = strlen(cwd);
	return !strncmp(file, cwd, len) && file[len] == '/' ? file + len + 1 : file;
}

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

void report_text(const struct report *r, FILE *out, bool color)
{
	for (guint i = 0; i < r->findings->len; i++) {
		const struct finding *f = g_ptr_array_index(r->findings, i);

		fprintf(out, "%s%s:%u:%u: %serror:%s %s%s [%s]%s\n", BOLD, report_path(f->file), f->line,
			f->col, RED, PLAIN, BOLD, f->message, f->rule, PLAIN);
		report_notes(f, out, color);
		fputc('\n', out);
	}
	list(out, "trusted functions", r->trusted);
	list(out, "functions that nothing calls, taken as called by a thread", r->unreached);
	list(out, "calls through pointers that the program never sets", r->empty_calls);
	list(out, "indirect calls without a known target", r->unresolved_calls);
	list(out, "functions without body and contract", r->unresolved_functions);
	list(out, "locks that are not known", r->unresolved_locks);
	list(out, "functions given up", r->given_up);
	list(out, "files that failed", r->failed);
	fprintf(out, "holdfast: %u files, %u functions, %u lock classes, %u entry points, and %u "
		"functions that nothing calls\n", r->files, r->functions, r->classes, r->entry_points,
		r->unreached->len);
	fprintf(out, "holdfast: %u trusted functions; not seen: %u indirect calls, %u functions, %u "
		"locks; %u functions given up, %u files failed\n", r->trusted->len, r->unresolved_calls->len,
		r->unresolved_functions->len, r->unresolved_locks->len, r->given_up->len, r->failed->len);
	fprintf(out, "holdfast: %u findings\n", r->findings->len);
}
