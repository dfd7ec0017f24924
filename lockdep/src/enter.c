/* SPDX-License-Identifier: MIT
 *
 * enter.c: the end of a call that went the slow way.
 */
#include "enter.h"

#include "class.h"
#include "policy.h"
#include "rules.h"

enum lockdep_rule lockdep_end_slow(struct lockdep_thread *thread, unsigned long state,
				   enum lockdep_rule verdict)
{
	lockdep_end(thread);
	lockdep_port_leave(state);
	if (verdict != LOCKDEP_RULE_NONE && lockdep_policy_of(verdict) == LOCKDEP_PANIC)
		lockdep_port_panic(verdict);
	return verdict;
}

void lockdep_panicking(void)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	if (thread)
		lockdep_resume(thread);         /* a call that does not end */
}

void lockdep_event_init(struct lockdep_event *ev, enum lockdep_event_kind kind,
			struct lockdep_thread *thread, const struct lockdep_map *map,
			uint32_t context, const void *site)
{
	*ev = (struct lockdep_event){
		.kind = kind,
		.thread = thread,
		.map = map,
		.closed = lockdep_context_closed(context),
		.entered = lockdep_context_entered(context),
		.pinned = context & LOCKDEP_PINNED,
		.site = site,
		.index = LOCKDEP_NO_INDEX,
	};
	ev->base = lockdep_held_base(thread, ev->entered);
	if (!map)
		return;
	ev->name = map->cls ? map->cls->name : "a lock without a class";
	ev->cls = map->cls ? lockdep_class_id(map->cls, 0) : LOCKDEP_CLASS_NONE;
}

enum lockdep_rule lockdep_end_broken(struct lockdep_thread *thread, enum lockdep_rule rule,
				     const struct lockdep_map *map, const char *said,
				     const struct lockdep_held *held, const void *site)
{
	struct lockdep_event ev;
	unsigned long state;

	lockdep_event_init(&ev, LOCKDEP_EVENT_OTHER, thread, map, lockdep_port_context(), site);
	state = lockdep_port_enter();
	lockdep_report_call(&ev, rule, said, held);
	return lockdep_end_slow(thread, state, ev.verdict);
}
