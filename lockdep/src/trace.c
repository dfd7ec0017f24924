/* SPDX-License-Identifier: MIT
 *
 * trace.c: a pool of backtraces, filled in the slow path and never emptied.
 */
#include "trace.h"

#include <lockdep/port.h>
#include "splat.h"
#include "stats.h"
#include "undo.h"

/* The most frames between the port's backtrace function and the acquire's site. */
#define OWN_FRAMES 16

static struct lockdep_trace traces[LOCKDEP_MAX_TRACES + 1];
static unsigned count;

_Static_assert(LOCKDEP_MAX_TRACES < 0xffff, "trace ids have 16 bits");

/* Lockdep's own frames and the lock function's come before `site`: left out.
 * A backtrace that doesn't contain the site stands behind it as a whole. */
unsigned lockdep_trace_walk(const void **pcs, const void *site)
{
	const void *all[LOCKDEP_MAX_TRACE + OWN_FRAMES];
	unsigned got = lockdep_port_backtrace(all, LOCKDEP_MAX_TRACE + OWN_FRAMES);
	unsigned from = 0, depth = 1;

	while (from < got && all[from] != site)
		from++;
	from = from < got ? from + 1 : 0;
	pcs[0] = site;
	while (depth < LOCKDEP_MAX_TRACE && from < got)
		pcs[depth++] = all[from++];
	return depth;
}

lockdep_trace_id lockdep_trace_take(const void *site, uint16_t closed, uint16_t entered)
{
	const char *name = lockdep_port_thread_name();
	struct lockdep_trace *trace;
	unsigned i;

	if (lockdep_splat_silent())
		return 0;
	if (count == LOCKDEP_MAX_TRACES) {
		lockdep_stats_full(LOCKDEP_FULL_TRACES);
		return 0;
	}
	trace = &traces[count + 1];
	trace->depth = (uint16_t)lockdep_trace_walk(trace->pcs, site);
	trace->closed = closed;
	trace->entered = entered;
	trace->cpu = (uint16_t)lockdep_port_cpu();
	for (i = 0; i + 1 < sizeof(trace->thread) && name[i]; i++)
		trace->thread[i] = name[i];
	trace->thread[i] = '\0';
	lockdep_undo_keep(&count, sizeof(count));
	__atomic_store_n(&count, count + 1, __ATOMIC_RELEASE);
	return (lockdep_trace_id)count;
}

const struct lockdep_trace *lockdep_trace_get(lockdep_trace_id id)
{
	return id ? &traces[id] : NULL;
}

unsigned lockdep_trace_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

void lockdep_trace_reset(void)
{
	__atomic_store_n(&count, 0, __ATOMIC_RELEASE);
}
