/* SPDX-License-Identifier: MIT
 *
 * report.h: findings and a summary, as text or JSON.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <findings/finding.h>
#include <stdbool.h>
#include <stdio.h>

/* A line of the summary's lists: what was trusted, not seen, or failed. */
struct report_item {
	const char *file;
	uint32_t line;
	const char *text;
	const char *detail;             /* NULL: none */
};

struct report {
	GPtrArray *findings;            /* struct finding * */
	unsigned files, functions, classes, entry_points;
	GPtrArray *unreached;           /* functions that nothing calls */
	GPtrArray *empty_calls;         /* calls through what the program never sets */
	GPtrArray *unresolved_calls, *unresolved_functions, *unresolved_locks;
	GPtrArray *given_up;
	GPtrArray *trusted;             /* struct report_item * */
	GPtrArray *failed;
	bool closed_required;
};

void report_text(const struct report *r, FILE *out, bool color);
void report_json(const struct report *r, FILE *out);

/* A finding's notes alone, indented. */
void report_notes(const struct finding *f, FILE *out, bool color);

/* Relative to the working directory, where that is shorter. */
const char *report_path(const char *file);

#endif
