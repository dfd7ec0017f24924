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

/* A call begins, or goes on after a part of it that ended one. */
static inline void lockdep_resume(struct lockdep_thread *thread)
{
	thread->busy = 1;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

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
	lockdep_resume(thread);
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

/* What the host calls, of a thread and in a context that the port doesn't know: the self-test's.  The
 * thread is marked busy; each ends the call. */
enum lockdep_rule lockdep_acquire_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     unsigned flags, uint32_t context);
enum lockdep_rule lockdep_acquire_under_as(struct lockdep_thread *thread, struct lockdep_map *map,
					   const struct lockdep_map *parent, unsigned flags,
					   const void *site, uint32_t context);
enum lockdep_rule lockdep_release_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     uint32_t context);
enum lockdep_rule lockdep_end_assert_held(struct lockdep_thread *thread,
					  const struct lockdep_map *map, unsigned flags,
					  const void *site);
enum lockdep_rule lockdep_end_assert_not_held(struct lockdep_thread *thread,
					      const struct lockdep_map *map, const void *site);
enum lockdep_rule lockdep_end_assert_context(struct lockdep_thread *thread, uint32_t context,
					     uint16_t closed, uint16_t entered, const void *site);
enum lockdep_rule lockdep_end_pin(struct lockdep_thread *thread, const struct lockdep_map *map,
				  const void *site);
enum lockdep_rule lockdep_end_unpin(struct lockdep_thread *thread, const struct lockdep_map *map,
				    const void *site);
enum lockdep_rule lockdep_end_switch(struct lockdep_thread *thread, const void *site);
enum lockdep_rule lockdep_end_return_to_user(struct lockdep_thread *thread, const void *site);
enum lockdep_rule lockdep_end_thread_exit(struct lockdep_thread *thread, const void *site);
enum lockdep_rule lockdep_end_free(struct lockdep_thread *thread, const void *memory, size_t size,
				   const void *site);
void lockdep_end_acquired(struct lockdep_thread *thread, const struct lockdep_map *map);
enum lockdep_rule lockdep_end_section(struct lockdep_thread *thread, unsigned row, const void *site);

/* What changes the lock, whether it is checked or not: `thread` may be NULL. */
enum lockdep_rule lockdep_end_init(struct lockdep_thread *thread, struct lockdep_map *map,
				   struct lockdep_class *cls, const void *site);
enum lockdep_rule lockdep_end_destroy(struct lockdep_thread *thread, struct lockdep_map *map,
				      const void *site);

#endif
