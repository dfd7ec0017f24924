/* SPDX-License-Identifier: MIT
 *
 * trace.h: the backtraces of first uses, which reports show.  A trace is
 * immutable once its id is known.  Id 0 is "not kept".
 */
#ifndef LOCKDEP_TRACE_H
#define LOCKDEP_TRACE_H

#include <lockdep/lockdep.h>

struct lockdep_trace {
	const void *pcs[LOCKDEP_MAX_TRACE];     /* the acquire's site first */
	uint16_t depth;
	uint16_t closed, entered;
	uint16_t cpu;
	char thread[LOCKDEP_MAX_NAME];
};

/* 0: none. */
#if LOCKDEP_MAX_TRACES < 256
typedef uint8_t lockdep_trace_id;
#else
typedef uint16_t lockdep_trace_id;
#endif

/* Writes LOCKDEP_MAX_TRACE addresses at most, `site` first; returns how many. */
unsigned lockdep_trace_walk(const void **pcs, const void *site);

/* Slow path.  Takes the current thread's backtrace. */
lockdep_trace_id lockdep_trace_take(const void *site, uint16_t closed, uint16_t entered);

/* NULL for id 0. */
const struct lockdep_trace *lockdep_trace_get(lockdep_trace_id id);

unsigned lockdep_trace_count(void);

/* Slow path: all ids are gone. */
void lockdep_trace_reset(void);

#endif
