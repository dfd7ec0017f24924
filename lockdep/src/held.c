/* SPDX-License-Identifier: MIT
 *
 * held.c: a thread's stack of held locks.
 */
#include "held.h"

#include <lockdep/port.h>
#include "chain.h"
#include "class.h"

unsigned lockdep_held_base(const struct lockdep_thread *thread, uint16_t entered)
{
	unsigned base = thread->depth;

	while (base && thread->held[base - 1].entered == entered)
		base--;
	return base;
}

const struct lockdep_held *lockdep_held_find(const struct lockdep_thread *thread,
					     const struct lockdep_map *map)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].map == map)
			return &thread->held[i];
	return NULL;
}

uint16_t lockdep_held_chain(const struct lockdep_thread *thread, uint16_t entered)
{
	const struct lockdep_held *top;

	if (!thread->depth)
		return LOCKDEP_CHAIN_EMPTY;
	top = &thread->held[thread->depth - 1];
	return top->entered == entered ? top->chain : LOCKDEP_CHAIN_EMPTY;
}

bool lockdep_held_push(struct lockdep_thread *thread, const struct lockdep_held *held)
{
	if (thread->depth == LOCKDEP_MAX_HELD) {
		thread->dropped++;
		return false;
	}
	thread->held[thread->depth++] = *held;
	return true;
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
		held->chain = below;
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

bool lockdep_held_remove(struct lockdep_thread *thread, const struct lockdep_map *map)
{
	const struct lockdep_held *held = lockdep_held_find(thread, map);
	unsigned i;

	if (!held)
		return false;
	thread->depth--;
	for (i = (unsigned)(held - thread->held); i < thread->depth; i++) {
		thread->held[i] = thread->held[i + 1];
		rechain(thread, i);
	}
	return true;
}

const struct lockdep_held *lockdep_held_spinning(const struct lockdep_thread *thread)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].spins)
			return &thread->held[i];
	return NULL;
}
