/* SPDX-License-Identifier: MIT
 *
 * held.h: a thread's stack of held locks.  Only its thread touches it, or a
 * handler on top of that thread, which leaves it as it was.
 */
#ifndef LOCKDEP_HELD_H
#define LOCKDEP_HELD_H

#include <lockdep/lockdep.h>
#include "chain.h"

/* The first entry, from the top down, of those taken by what runs now: below it
 * lies what the interrupted thread or handler holds.  depth if there is none. */
unsigned lockdep_held_base(const struct lockdep_thread *thread, uint16_t entered);

/* The youngest entry of `map`; NULL if it isn't there. */
static inline const struct lockdep_held *lockdep_held_find(const struct lockdep_thread *thread,
							   const struct lockdep_map *map)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].map == map)
			return &thread->held[i];
	return NULL;
}

/* The chain that an acquire in `entered` continues. */
static inline uint16_t lockdep_held_chain(const struct lockdep_thread *thread, uint16_t entered)
{
	const struct lockdep_held *top;

	if (!thread->depth)
		return LOCKDEP_CHAIN_EMPTY;
	top = &thread->held[thread->depth - 1];
	return top->entered == entered ? top->chain : LOCKDEP_CHAIN_EMPTY;
}

/* False: no room.  It is counted, so that its release is recognised. */
static inline bool lockdep_held_push(struct lockdep_thread *thread,
				     const struct lockdep_held *held)
{
	if (thread->depth == LOCKDEP_MAX_HELD) {
		thread->dropped++;
		return false;
	}
	thread->held[thread->depth++] = *held;
	return true;
}

/* Removes an entry that isn't the youngest. */
void lockdep_held_remove_below(struct lockdep_thread *thread, const struct lockdep_held *held);

/* Removes the youngest entry of `map`.  False: it isn't held. */
static inline bool lockdep_held_remove(struct lockdep_thread *thread,
				       const struct lockdep_map *map)
{
	const struct lockdep_held *held = lockdep_held_find(thread, map);

	if (!held)
		return false;
	if (held == &thread->held[thread->depth - 1])
		thread->depth--;
	else
		lockdep_held_remove_below(thread, held);
	return true;
}

/* The youngest entry whose lock spins; NULL if there is none. */
const struct lockdep_held *lockdep_held_spinning(const struct lockdep_thread *thread);

#endif
