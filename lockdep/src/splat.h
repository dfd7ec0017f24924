/* SPDX-License-Identifier: MIT
 *
 * splat.h: the pieces that a rule's explanation is written from.
 */
#ifndef LOCKDEP_SPLAT_H
#define LOCKDEP_SPLAT_H

#include "rules.h"

/* "  class: vfs_lock, raw spinlock, declared preemptible" */
void lockdep_splat_class(struct lockdep_text *t, uint16_t cls);

/* A title's second half, and the backtrace: "thread herd, CPU 0, preemptible". */
void lockdep_splat_trace(struct lockdep_text *t, lockdep_trace_id trace);

/* The same for the call that is being reported. */
void lockdep_splat_here(struct lockdep_text *t, const struct lockdep_event *ev);

/* The function that a trace's lock was taken in. */
void lockdep_splat_function(struct lockdep_text *t, lockdep_trace_id trace);

/* "A -> B -> C" */
void lockdep_splat_path(struct lockdep_text *t, const struct lockdep_finding *f);

/* The steps of the path: for each edge, where it was learned. */
void lockdep_splat_edges(struct lockdep_text *t, const struct lockdep_finding *f);

/* One line of a drawing with two columns. */
void lockdep_splat_row(struct lockdep_text *t, const char *left, const char *left_arg,
		       const char *right, const char *right_arg);

/* The class of a level: "inode.lock", "inode.lock/1". */
void lockdep_splat_name(struct lockdep_text *t, uint16_t cls);

/* What was reported of the class, or of all, may be reported again. */
void lockdep_splat_forget(uint16_t cls);
void lockdep_splat_reset(void);

/* Reports are counted and not printed, and take no backtraces: while lockdep tests itself. */
void lockdep_splat_silence(bool on);
bool lockdep_splat_silent(void);

#endif
