/* SPDX-License-Identifier: MIT
 *
 * report.h: findings and a summary, as text, JSON, SARIF or HTML; and the reference.
 * Each is one function that writes a struct report.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <findings/baseline.h>
#include <report/locks.h>
#include <stdbool.h>
#include <stdio.h>

/* A line of the summary's lists: what was trusted, not seen, or failed. */
struct report_item {
	const char *file;
	uint32_t line;
	const char *text;
	const char *detail;             /* NULL: none */
};

struct report_rule {
	const char *id, *summary;
	const char *page;               /* Markdown, or NULL */
};

struct report {
	GPtrArray *findings;            /* struct finding *; without the accepted ones */
	guint doubtful;                 /* findings that are not among them: --all */
	GPtrArray *accepted;            /* struct finding *, by the baseline */
	GPtrArray *baseline;            /* struct baseline_entry *, or NULL: there is none */
	GPtrArray *rules;               /* struct report_rule * */
	struct lock_graph *locks;
	unsigned files, functions, classes;
	GPtrArray *entry_points;        /* detail: the state */
	GPtrArray *unreached;           /* functions that nothing calls */
	GPtrArray *empty_calls;         /* calls through what the program never sets */
	GPtrArray *unresolved_calls, *unresolved_functions, *unresolved_locks, *unresolved_saves;
	GPtrArray *unread;              /* annotations that are not understood */
	GPtrArray *assumed;             /* required, of callers that were not seen */
	GPtrArray *given_up;
	GPtrArray *in_parts;            /* functions that were followed for one held lock at a time */
	GPtrArray *steady;              /* functions in which unknown code is taken to leave alone what decides */
	GPtrArray *trusted;             /* struct report_item * */
	GPtrArray *failed;
	GPtrArray *not_c;               /* files of the program that nobody looks at */
	GPtrArray *contradictions;      /* declarations that exclude each other */
	const char *recognised;         /* which models were taken unasked, and why; or NULL */
};

void report_text(const struct report *r, FILE *out, bool color);
void report_json(const struct report *r, FILE *out);
void report_sarif(const struct report *r, FILE *out);
void report_html(const struct report *r, FILE *out);

/* LOCK_REFERENCE.md.  File names are relative to `root`; each `OLD=NEW` of `maps`
 * (may be NULL) replaces a beginning. */
void report_reference(const struct report *r, const char *root, char **maps, FILE *out);

/* A finding's notes alone, indented. */
void report_notes(const struct finding *f, FILE *out, bool color);

/* Baseline entries that match no finding. */
unsigned report_stale(const struct report *r);
static inline const struct baseline_entry *report_baseline(const struct report *r, guint index)
{
	return g_ptr_array_index(r->baseline, index);
}

void report_add_item(GPtrArray *items, const char *file, uint32_t line, const char *text,
		     const char *detail);

/* What the checker did not see, as lists with a title each; ends with a title NULL. */
struct report_list {
	const char *title;
	GPtrArray *items;
};
#define REPORT_LISTS 12         /* with the end */
void report_unseen(const struct report *r, struct report_list lists[REPORT_LISTS]);
/* False where a file failed or declarations exclude each other: exit status 2. */
bool report_is_complete(const struct report *r);

/* Relative to the working directory, where that is shorter. */
const char *report_path(const char *file);

#endif
