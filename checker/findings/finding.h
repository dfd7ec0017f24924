/* SPDX-License-Identifier: MIT
 *
 * finding.h: what a rule says, for any report: a place, a sentence, and notes.  A
 * note's steps are a chain from an entry point to a place, or a list of places.
 */
#ifndef FINDINGS_FINDING_H
#define FINDINGS_FINDING_H

#include <facts/facts.h>

struct finding_step {
	const char *file;
	uint32_t line, col;
	const char *function;
	char *text;
	bool is_expansion;              /* says which macro the step before came out of */
};

struct finding_note {
	char *text;
	bool is_list;                   /* places of equal rank; else: a chain */
	GPtrArray *steps;               /* struct finding_step *; may be empty */
};

/* Does it speak of something that is not held or masked: at its place, or anywhere?  (rules/cascade.c) */
enum finding_lack { FINDING_LACKS_NOTHING, FINDING_LACKS_HERE, FINDING_LACKS_ANYWHERE };

struct finding {
	const char *rule;
	const char *file;
	uint32_t line, col;
	char *message;
	char *subject;                  /* the lock class or function it is about */
	GPtrArray *notes;               /* struct finding_note * */
	char *fingerprint;              /* the same after unrelated edits */
	const char *doubt;              /* why it may be none; NULL: likely true */
	const char *accepted;           /* the baseline's reason, or NULL */
	enum finding_lack lack;
	bool is_root;                   /* a mistake from which others may follow */
	bool is_echo;                   /* a loop comes back to where a lock was taken */
};

struct finding *finding_new(const char *rule, const char *file, uint32_t line, uint32_t col);
struct finding_note *finding_note(struct finding *f, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A note whose steps are a list. */
struct finding_note *finding_list(struct finding *f, const char *title);
struct finding_step *finding_step(struct finding_note *n, const char *file, uint32_t line, uint32_t col,
				  const char *function, const char *text);

/* By place, rule and message. */
void findings_sort(GPtrArray *findings);

/* Sets each finding's fingerprint, a hash of the rule, the lock class and the
 * functions at the chains' ends; never of lines (fingerprint.c).  They are distinct. */
void findings_set_fingerprints(GPtrArray *sorted);

/* Those that say the same of the same place become one, which lists where the others come from (group.c). */
void findings_group(GPtrArray *sorted);

#endif
