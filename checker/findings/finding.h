/* SPDX-License-Identifier: MIT
 *
 * finding.h: what a rule says, for any report: a place, a sentence, and notes with
 * chains of steps.
 */
#ifndef FINDINGS_FINDING_H
#define FINDINGS_FINDING_H

#include <facts/facts.h>

struct finding_step {
	const char *file;
	uint32_t line, col;
	const char *function;
	char *text;
};

struct finding_note {
	char *text;
	GPtrArray *steps;               /* struct finding_step *; may be empty */
};

struct finding {
	const char *rule;
	const char *file;
	uint32_t line, col;
	char *message;
	char *subject;                  /* the lock class or function it is about */
	GPtrArray *notes;               /* struct finding_note * */
};

struct finding *finding_new(const char *rule, const char *file, uint32_t line, uint32_t col);
struct finding_note *finding_note(struct finding *f, const char *format, ...) G_GNUC_PRINTF(2, 3);
void finding_step(struct finding_note *n, const char *file, uint32_t line, uint32_t col,
		  const char *function, const char *text);

/* By place, rule and message. */
void findings_sort(GPtrArray *findings);

#endif
