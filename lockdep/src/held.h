/* SPDX-License-Identifier: MIT
 *
 * held.h: a thread's stack of held locks.  Only its thread changes it, or a
 * handler on top of that thread, which leaves it as it was.  Others, in the slow path, read
 * `depth` and `map`, which are therefore stored atomically.
 *
 * `filter` has two bits for each held lock: without them, a lock isn't held, and that is
 * known without a look at the stack.
 */
#ifndef LOCKDEP_HELD_H
#define LOCKDEP_HELD_H

#include <lockdep/lockdep.h>
#include "chain.h"

#define LOCKDEP_ENTERED_MASK 0x7fff0000u        /* of a context */

static inline uint64_t lockdep_held_filter(const struct lockdep_map *map)
{
	uint32_t hash = (uint32_t)((uintptr_t)map >> 3) * 0x9e3779b1u;

	return 1ull << (hash >> 26) | 1ull << (hash >> 20 & 63);
}

static inline bool lockdep_held_perhaps(const struct lockdep_thread *thread, uint64_t filter)
{
	return (thread->filter & filter) == filter;
}

/* The first entry, from the top down, of those taken by what runs now: below it
 * lies what the interrupted thread or handler holds.  depth if there is none. */
unsigned lockdep_held_base(const struct lockdep_thread *thread, uint16_t entered);

/* The youngest entry of `map`; NULL if it isn't there. */
static inline struct lockdep_held *lockdep_held_find(struct lockdep_thread *thread,
						     const struct lockdep_map *map)
{
	for (unsigned i = thread->depth; i-- > 0;)
		if (thread->held[i].map == map)
			return &thread->held[i];
	return NULL;
}

/* The next entry; the caller fills it, and pushes. */
static inline struct lockdep_held *lockdep_held_next(struct lockdep_thread *thread)
{
	return &thread->held[thread->depth];
}

static inline void lockdep_held_push(struct lockdep_thread *thread, struct lockdep_held *held,
				     const struct lockdep_map *map, uint64_t filter)
{
	__atomic_store_n(&held->map, map, __ATOMIC_RELAXED);
	held->filter = thread->filter;
	thread->filter |= filter;
	__atomic_store_n(&thread->depth, (uint16_t)(thread->depth + 1), __ATOMIC_RELAXED);
}

static inline void lockdep_held_pop(struct lockdep_thread *thread)
{
	__atomic_store_n(&thread->depth, (uint16_t)(thread->depth - 1), __ATOMIC_RELAXED);
	thread->filter = thread->held[thread->depth].filter;
}

/* Removes entry `index`, which isn't the youngest. */
void lockdep_held_remove(struct lockdep_thread *thread, unsigned index);

/* The step that leads to entry `index`, if what is below it is as it is now. */
static inline void lockdep_held_step(const struct lockdep_thread *thread, unsigned index,
				     struct lockdep_step *step)
{
	const struct lockdep_held *held = &thread->held[index];
	const struct lockdep_held *below = held - 1;

	step->link = held->cls;
	step->mode = held->flags;
	step->context = held->context;
	/* Of another actor, interrupted: no part of the chain. */
	if (!index || ((below->context ^ held->context) & LOCKDEP_ENTERED_MASK))
		return;
	step->link |= (uint32_t)below->chain << 16;
	if (below->number <= LOCKDEP_MAX_NUMBERED)
		step->mode |= (uint32_t)below->number << LOCKDEP_STEP_NUMBER_SHIFT;
}

/* The youngest entry whose lock spins; NULL if there is none. */
const struct lockdep_held *lockdep_held_spinning(const struct lockdep_thread *thread);

#endif
