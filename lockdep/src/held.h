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

/* Is the lock held as well as wanted?  What found no room in the stack may be. */
bool lockdep_held_as(const struct lockdep_thread *thread, const struct lockdep_map *map,
		     bool shared_is_enough);

/* Removes entry `index`, which isn't the youngest. */
void lockdep_held_remove(struct lockdep_thread *thread, unsigned index);

/* From which chain the entry goes on, as a step's link says it: what is below it, if that is as it
 * is now and `lowest` is false. */
static inline uint32_t lockdep_held_from(const struct lockdep_held *held, bool lowest,
					 uint32_t context)
{
	const struct lockdep_held *below = held - 1;

	/* Of another actor, interrupted: no part of the chain. */
	if (lowest || ((below->context ^ context) & LOCKDEP_ENTERED_MASK))
		return 0;
	return (uint32_t)below->chain << 16;
}

/* The step that leads to entry `index`. */
static inline struct lockdep_step lockdep_held_step(const struct lockdep_thread *thread,
						    unsigned index)
{
	const struct lockdep_held *held = &thread->held[index];

	return (struct lockdep_step){
		.link = lockdep_held_from(held, !index, held->context) | held->cls,
		.context = held->context,
		.mode = held->flags,
	};
}

/* The youngest entry from `base` on whose lock waits less patiently; NULL if there is none. */
const struct lockdep_held *lockdep_held_less_patient(const struct lockdep_thread *thread,
						     unsigned base, enum lockdep_wait wait);

#endif
