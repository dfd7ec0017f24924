/* SPDX-License-Identifier: MIT
 *
 * baseline.h: the file of findings that somebody has looked at and accepted.
 *
 *   # a comment
 *   [3f2a90c1d4e5b678]                 the finding's fingerprint
 *   rule = preempt-inversion
 *   subject = table
 *   message = spinlock `table` is held while ...
 *   reason = the poller is gone in the next release
 *
 * Each entry needs a reason.  `subject` and `message` are for the reader.
 */
#ifndef FINDINGS_BASELINE_H
#define FINDINGS_BASELINE_H

#include "finding.h"

struct baseline_entry {
	char *fingerprint, *rule, *subject, *message, *reason;
	bool is_matched;                /* or nobody can say */
};

/* struct baseline_entry *, which the array owns; NULL and an error of one line, `FILE:LINE: why`. */
GPtrArray *baseline_read(const char *file, GError **error);
/* An entry with an empty reason is what baseline_write leaves to be filled in. */
GPtrArray *baseline_read_unfinished(const char *file, GError **error);

/* From a text; `file` is for messages. */
GPtrArray *baseline_parse(const char *text, gsize len, const char *file, bool allows_no_reason,
			  GError **error);

/* Moves the accepted ones of `findings` to the array returned, with their reasons.
 * Unless they are complete, no entry is said to match nothing. */
GPtrArray *baseline_apply(GPtrArray *baseline, GPtrArray *findings, bool is_complete);

/* All findings, with the reasons that `known` (may be NULL) has, else with `reason`. */
bool baseline_write(const char *file, const GPtrArray *findings, const GPtrArray *known,
		    const char *reason, GError **error);

#endif
