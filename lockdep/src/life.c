/* SPDX-License-Identifier: MIT
 *
 * life.c: locks and threads come and go, and what must not be in use then.
 */
#include "class.h"
#include "enter.h"
#include "order.h"
#include "rules.h"
#include "threads.h"
#include "usage.h"

/* Reports for any of them that is in use.  Ends the call. */
static enum lockdep_rule end_unless_free(struct lockdep_thread *thread, const void *memory,
					 size_t size, const char *said, const void *site)
{
	unsigned long state = lockdep_port_enter();
	const struct lockdep_map *map;
	const struct lockdep_thread *holder;
	struct lockdep_event ev;

	lockdep_threads_add(thread);
	holder = lockdep_threads_holder_in(memory, size, &map);
	lockdep_event_init(&ev, LOCKDEP_EVENT_OTHER, thread, NULL, lockdep_port_context(), site);
	if (holder) {
		ev.map = map;
		ev.name = map->cls ? map->cls->name : "a lock without a class";
		ev.cls = map->cls ? map->cls->id[0] : LOCKDEP_CLASS_NONE;
		lockdep_report_call(&ev, LOCKDEP_RULE_LOCK_IMBALANCE, said,
				    holder == thread ? lockdep_held_find(thread, map) : NULL);
	}
	return lockdep_end_slow(thread, state, ev.verdict);
}

enum lockdep_rule lockdep_end_init(struct lockdep_thread *thread, struct lockdep_map *map,
				   struct lockdep_class *cls, const void *site)
{
	enum lockdep_rule rule = LOCKDEP_RULE_NONE;

	if (thread)
		rule = end_unless_free(thread, map, sizeof(*map),
				       "is initialised again while it is held or waited for", site);
	map->cls = cls;
	__atomic_store_n(&map->number, LOCKDEP_NUMBER_NONE, __ATOMIC_RELAXED);
	return rule;
}

enum lockdep_rule lockdep_end_destroy(struct lockdep_thread *thread, struct lockdep_map *map,
				      const void *site)
{
	enum lockdep_rule rule = LOCKDEP_RULE_NONE;

	if (thread)
		rule = end_unless_free(thread, map, sizeof(*map),
				       "is destroyed while it is held or waited for", site);
	__atomic_store_n(&map->number, LOCKDEP_NUMBER_DEAD, __ATOMIC_RELAXED);
	return rule;
}

enum lockdep_rule lockdep_end_free(struct lockdep_thread *thread, const void *memory, size_t size,
				   const void *site)
{
	return end_unless_free(thread, memory, size,
			       "lies in memory that is freed while it is held or waited for", site);
}

enum lockdep_rule lockdep_end_thread_exit(struct lockdep_thread *thread, const void *site)
{
	enum lockdep_rule first = LOCKDEP_RULE_NONE;
	unsigned long state = lockdep_port_enter();
	struct lockdep_event ev;

	for (unsigned i = thread->depth; i-- > 0;) {
		const struct lockdep_held *held = &thread->held[i];

		lockdep_event_init(&ev, LOCKDEP_EVENT_OTHER, thread, held->map,
				   lockdep_port_context(), site);
		lockdep_report_call(&ev, LOCKDEP_RULE_LOCK_IMBALANCE,
				    "is held at the end of its thread", held);
		if (first == LOCKDEP_RULE_NONE)
			first = ev.verdict;
	}
	__atomic_store_n(&thread->depth, 0, __ATOMIC_RELAXED);
	thread->filter = 0;
	lockdep_stats_flush(thread);
	return lockdep_end_slow(thread, state, first);
}

enum lockdep_rule lockdep_init(struct lockdep_map *map, struct lockdep_class *cls, const void *site)
{
	return lockdep_end_init(lockdep_begin(), map, cls, site);
}

enum lockdep_rule lockdep_destroy(struct lockdep_map *map, const void *site)
{
	return lockdep_end_destroy(lockdep_begin(), map, site);
}

enum lockdep_rule lockdep_free(const void *memory, size_t size, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_free(thread, memory, size, site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_thread_exit(const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_thread_exit(thread, site) : LOCKDEP_RULE_NONE;
}

void lockdep_thread_forget(struct lockdep_thread *thread)
{
	unsigned long state = lockdep_port_enter();

	lockdep_threads_remove(thread);
	lockdep_port_leave(state);
}

void lockdep_declare_order(struct lockdep_class *before, struct lockdep_class *after)
{
	struct lockdep_thread *thread = lockdep_port_thread();
	uint16_t from, to;
	unsigned long state;

	if (thread && !lockdep_begin())
		return;
	from = lockdep_class_id(before, 0);
	to = lockdep_class_id(after, 0);
	state = lockdep_port_enter();
	if (lockdep_class_learned(from) && lockdep_class_learned(to) &&
	    !lockdep_order_find(from, to, LOCKDEP_EDGE_DECLARED))
		lockdep_order_add(from, to, LOCKDEP_EDGE_DECLARED);
	lockdep_order_done();
	if (thread)
		lockdep_end(thread);
	lockdep_port_leave(state);
}
