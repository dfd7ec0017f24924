/* SPDX-License-Identifier: MIT
 *
 * held.c: a thread's stack of held locks.
 */
#include "held.h"

#include <lockdep/port.h>
#include "class.h"

unsigned lockdep_held_base(const struct lockdep_thread *thread, uint16_t entered)
{
	unsigned base = thread->depth;

	while (base && lockdep_context_entered(thread->held[base - 1].context) == entered)
		base--;
	return base;
}

bool lockdep_held_as(const struct lockdep_thread *thread, const struct lockdep_map *map,
		     bool shared_is_enough)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].map == map &&
		    (shared_is_enough || !lockdep_held_shared(&thread->held[i])))
			return true;
	return thread->dropped;
}

/* The chain of an entry from the one below it.  No order is new in a stack that a release
 * leaves behind: every pair in it was learned when it grew.  So its chain is added unchecked; as
 * LOCKDEP_STEP_LEFT, since pairs were learned with the released lock around them, which one that
 * acquires the same stack without it must not find. */
static void rechain(struct lockdep_thread *thread, unsigned index)
{
	struct lockdep_held *held = &thread->held[index];
	struct lockdep_step step;
	unsigned long state;

	held->chain = LOCKDEP_CHAIN_UNLEARNED;
	if (!lockdep_class_learned(held->cls))
		return;
	step = lockdep_held_step(thread, index);
	step.mode |= LOCKDEP_STEP_LEFT;
	held->chain = lockdep_chain_find(&step, NULL);
	if (held->chain != LOCKDEP_CHAIN_EMPTY)
		return;
	state = lockdep_port_enter();
	held->chain = lockdep_chain_add(&step, 0, held, 0);
	lockdep_port_leave(state);
}

/* Entries move down one by one, so that a handler or another CPU that looks at the stack in between
 * finds some lock twice, but misses none. */
void lockdep_held_remove(struct lockdep_thread *thread, unsigned index)
{
	uint64_t filter = thread->held[index].filter;

	for (unsigned i = index; i + 1 < thread->depth; i++) {
		struct lockdep_held *held = &thread->held[i];
		const struct lockdep_map *map = held[1].map;

		__atomic_store_n(&held->site, held[1].site, __ATOMIC_RELAXED);
		held->since_ns = held[1].since_ns;
		held->context = held[1].context;
		held->cls = held[1].cls;
		held->flags = held[1].flags;
		held->number = held[1].number;
		held->pins = held[1].pins;
		held->filter = filter;
		__atomic_store_n(&held->map, map, __ATOMIC_RELAXED);
		filter |= lockdep_held_filter(map);
	}
	__atomic_store_n(&thread->depth, (uint16_t)(thread->depth - 1), __ATOMIC_RELAXED);
	thread->filter = filter;
	for (unsigned i = index; i < thread->depth; i++)
		rechain(thread, i);
}

const struct lockdep_held *lockdep_held_less_patient(const struct lockdep_thread *thread,
						     unsigned base, enum lockdep_wait wait)
{
	for (unsigned i = thread->depth; i-- > base;) {
		const struct lockdep_held *held = &thread->held[i];

		if (lockdep_class_learned(held->cls) ? lockdep_classes[held->cls].wait < wait
						     : lockdep_held_spins(held) && wait != LOCKDEP_WAIT_SPINS)
			return held;
	}
	return NULL;
}
