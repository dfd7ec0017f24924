/* SPDX-License-Identifier: MIT
 *
 * enter.h: the frame of every call of the host.
 *
 * The thread's `busy` says that the thread is inside lockdep: a handler that
 * interrupts it, or a port function that takes a lock, is counted and not
 * checked.  As a handler is gone before what it interrupted goes on, its acquires and
 * releases are left out together.
 */
#ifndef LOCKDEP_ENTER_H
#define LOCKDEP_ENTER_H

#include <lockdep/port.h>

#include "context.h"
#include "event.h"
#include "held.h"
#include "stats.h"

/* The current thread, marked busy; NULL: not to be checked. */
static inline struct lockdep_thread *lockdep_begin(void)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	if (!thread)
		return NULL;
	if (thread->busy) {
		lockdep_stats_nested();
		return NULL;
	}
	thread->busy = 1;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return thread;
}

static inline enum lockdep_rule lockdep_end(struct lockdep_thread *thread)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->busy = 0;
	return LOCKDEP_RULE_NONE;
}

/* The slow path's end is the call's end: an interrupt that came due meanwhile is
 * taken when the port lifts its mask, and finds the thread free to be checked.
 * The verdict comes last and from outside, so that the port may panic or jump. */
enum lockdep_rule lockdep_end_slow(struct lockdep_thread *thread, unsigned long state,
				   enum lockdep_rule verdict);

/* The event of a call that says something about `map` (NULL: about no lock). */
void lockdep_event_init(struct lockdep_event *ev, enum lockdep_event_kind kind,
			struct lockdep_thread *thread, const struct lockdep_map *map,
			uint32_t context, const void *site);

/* Reports in one sentence that the thread's call breaks the rule; ends the call. */
enum lockdep_rule lockdep_end_broken(struct lockdep_thread *thread, enum lockdep_rule rule,
				     const struct lockdep_map *map, const char *said,
				     const struct lockdep_held *held, const void *site);

/* From here on the thread holds its locks open to whoever isn't closed in `context`: learns what is
 * new about that; ends the call. */
enum lockdep_rule lockdep_end_opened(struct lockdep_thread *thread, uint32_t context,
				     const void *site);

/* The thread is about to sleep in `context`; ends the call. */
enum lockdep_rule lockdep_end_blocking(struct lockdep_thread *thread, uint32_t context,
				       const void *site);

/* What the host calls, of a thread and in a context that the port doesn't know: the self-test's. */
enum lockdep_rule lockdep_acquire_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     unsigned flags, uint32_t context);
enum lockdep_rule lockdep_release_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     uint32_t context);

#endif
