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

	while (base && thread->held[base - 1].entered == entered)
		base--;
	return base;
}

/* The chain of an entry from the one below it.  A stack that a release leaves
 * behind teaches nothing: every pair in it was learned when it grew.  So its
 * chain is added unchecked. */
static void rechain(struct lockdep_thread *thread, unsigned i)
{
	struct lockdep_held *held = &thread->held[i];
	uint16_t below = LOCKDEP_CHAIN_EMPTY;
	unsigned long state;
	uint64_t key;

	if (i && thread->held[i - 1].entered == held->entered)
		below = thread->held[i - 1].chain;
	if (!lockdep_class_learned(held->cls)) {
		held->chain = LOCKDEP_CHAIN_UNLEARNED;
		return;
	}
	key = lockdep_chain_key(below, held->cls, held->closed, held->entered,
				held->flags & LOCKDEP_TRY);
	held->chain = lockdep_chain_find(thread, key);
	if (held->chain != LOCKDEP_CHAIN_EMPTY)
		return;
	state = lockdep_port_enter();
	held->chain = lockdep_chain_add(key);
	lockdep_port_leave(state);
}

void lockdep_held_remove_below(struct lockdep_thread *thread, const struct lockdep_held *held)
{
	thread->depth--;
	for (unsigned i = (unsigned)(held - thread->held); i < thread->depth; i++) {
		thread->held[i] = thread->held[i + 1];
		rechain(thread, i);
	}
}

const struct lockdep_held *lockdep_held_spinning(const struct lockdep_thread *thread)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].spins)
			return &thread->held[i];
	return NULL;
}
