/* SPDX-License-Identifier: MIT
 *
 * stats.h: lockdep's counters about itself.  All are atomic; any context.
 */
#ifndef LOCKDEP_STATS_H
#define LOCKDEP_STATS_H

#include <lockdep/lockdep.h>

enum lockdep_full {
	LOCKDEP_FULL_CLASSES,
	LOCKDEP_FULL_EDGES,
	LOCKDEP_FULL_CHAINS,
	LOCKDEP_FULL_HELD,
	LOCKDEP_FULL_TRACES,
	LOCKDEP_FULL_REPORTS,
	LOCKDEP_FULL_OUTER,
	LOCKDEP_FULL_COUNT
};

/* Slow path.  Counts something that was not learned; says so the first time. */
void lockdep_stats_full(enum lockdep_full table);

void lockdep_stats_nested(void);
void lockdep_stats_unclassed(void);
void lockdep_stats_undecided(void);
void lockdep_stats_report(enum lockdep_rule rule);

/* Adds what the thread has counted for itself, so that the fast path shares no
 * cache line. */
void lockdep_stats_flush(struct lockdep_thread *thread);

/* Slow path. */
void lockdep_stats_reset(void);

#endif
