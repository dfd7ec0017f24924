/* SPDX-License-Identifier: MIT
 *
 * masks.c: what happens to a thread while it holds locks: a mask is lifted, it sleeps, it is
 * switched away, it goes back to user mode.
 */
#include "class.h"
#include "enter.h"
#include "rules.h"
#include "times.h"
#include "usage.h"

/* The segment of entry `index`: the first entry taken by the same actor. */
static unsigned segment(const struct lockdep_thread *thread, unsigned index)
{
	uint16_t entered = lockdep_context_entered(thread->held[index].context);

	while (index && lockdep_context_entered(thread->held[index - 1].context) == entered)
		index--;
	return index;
}

/* Is every lock that the thread holds known to be held open to `open`, with no more locks around
 * it than now?  A pinned thread tells more, but only until it has told it. */
static bool known_open(struct lockdep_thread *thread, uint16_t open, bool pinned)
{
	for (unsigned i = 0; i < thread->depth; i++) {
		uint16_t cls = thread->held[i].cls;

		if (!lockdep_class_learned(cls))
			continue;
		if (!lockdep_usage_known_open(thread, segment(thread, i), i, open))
			return false;
		if (pinned && (open & (uint16_t)~__atomic_load_n(
					&lockdep_classes[lockdep_classes[cls].base].pinned_open,
					__ATOMIC_RELAXED)))
			return false;
	}
	return true;
}

/* One held lock in the context that now holds.  Slow path. */
static enum lockdep_rule opened(struct lockdep_thread *thread, unsigned index, uint32_t context,
				const void *site)
{
	const struct lockdep_held *held = &thread->held[index];
	struct lockdep_event ev;

	if (!lockdep_class_learned(held->cls))
		return LOCKDEP_RULE_NONE;
	lockdep_event_init(&ev, LOCKDEP_EVENT_OPENED, thread, held->map, context, site);
	ev.cls = held->cls;
	ev.flags = held->flags;
	ev.base = segment(thread, index);
	ev.index = index;
	lockdep_usage_learn_held(&ev);
	lockdep_rules_check(&ev);
	return ev.verdict;
}

enum lockdep_rule lockdep_end_opened(struct lockdep_thread *thread, uint32_t context,
				     const void *site)
{
	enum lockdep_rule first = LOCKDEP_RULE_NONE, verdict;
	unsigned long state;

	if (known_open(thread, LOCKDEP_ALL_ACTORS & (uint16_t)~context, context & LOCKDEP_PINNED))
		return lockdep_end(thread);
	state = lockdep_port_enter();
	for (unsigned i = 0; i < thread->depth; i++) {
		verdict = opened(thread, i, context, site);
		if (first == LOCKDEP_RULE_NONE)
			first = verdict;
	}
	return lockdep_end_slow(thread, state, first);
}

enum lockdep_rule lockdep_context_opened(const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_opened(thread, lockdep_port_context(), site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_end_blocking(struct lockdep_thread *thread, uint32_t context,
				       const void *site)
{
	struct lockdep_event ev;
	unsigned long state;

	if (lockdep_context_may_block(lockdep_context_closed(context),
				      lockdep_context_entered(context)) &&
	    !lockdep_held_less_patient(thread, 0, LOCKDEP_WAIT_SLEEPS))
		return lockdep_end(thread);
	lockdep_event_init(&ev, LOCKDEP_EVENT_BLOCK, thread, NULL, context, site);
	ev.waits = true;
	state = lockdep_port_enter();
	lockdep_rules_check(&ev);
	return lockdep_end_slow(thread, state, ev.verdict);
}

enum lockdep_rule lockdep_might_block(const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_blocking(thread, lockdep_port_context(), site)
		      : LOCKDEP_RULE_NONE;
}

/* A spinning lock that is declared to keep other threads from the CPU. */
static const struct lockdep_held *keeps_cpu(const struct lockdep_thread *thread)
{
	uint16_t rows = lockdep_context_masked_rows();

	for (unsigned i = thread->depth; i-- > 0;) {
		const struct lockdep_held *held = &thread->held[i];

		if (lockdep_held_spins(held) && (held->map->cls->declared & rows) == rows)
			return held;
	}
	return NULL;
}

enum lockdep_rule lockdep_end_switch(struct lockdep_thread *thread, const void *site)
{
	const struct lockdep_held *held = keeps_cpu(thread);

	lockdep_sections_drop(thread);
	if (!held)
		return lockdep_end(thread);
	return lockdep_end_broken(thread, LOCKDEP_RULE_LOCK_IMBALANCE, held->map,
				  "is held, declared to mask that, while the thread is switched away",
				  held, site);
}

enum lockdep_rule lockdep_end_return_to_user(struct lockdep_thread *thread, const void *site)
{
	const struct lockdep_held *held = &thread->held[thread->depth - 1u];

	if (!thread->depth)
		return lockdep_end(thread);
	return lockdep_end_broken(thread, LOCKDEP_RULE_LOCK_IMBALANCE, held->map,
				  "is held at the return to user mode", held, site);
}

enum lockdep_rule lockdep_switch(const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_switch(thread, site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_return_to_user(const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_return_to_user(thread, site) : LOCKDEP_RULE_NONE;
}
