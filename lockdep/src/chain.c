/* SPDX-License-Identifier: MIT
 *
 * chain.c: the set of checked chains: open addressing, keys only ever added.
 *
 * A chain's number is the slot of its key, plus one.  Readers load slots with
 * acquire order and stop at the first empty one; the one writer (slow path)
 * stores with release order.  A reader that misses a key just being stored goes
 * the slow way and finds it there.  DESIGN.md has the argument in full.
 */
#include "chain.h"

#include "stats.h"

#define SLOTS LOCKDEP_MAX_CHAINS
#define MOST (SLOTS - SLOTS / 8)        /* an empty slot ends every search */

_Static_assert((SLOTS & (SLOTS - 1)) == 0, "LOCKDEP_MAX_CHAINS is a power of two");
_Static_assert(SLOTS >= 8 && SLOTS <= 16384, "chain numbers have 15 bits");
_Static_assert((LOCKDEP_THREAD_CACHE & (LOCKDEP_THREAD_CACHE - 1)) == 0,
	       "LOCKDEP_THREAD_CACHE is a power of two");

static uint64_t slots[SLOTS];
static unsigned count;

/* Returns the slot that holds `key`, or the empty one where it belongs. */
static inline unsigned probe(uint64_t key, uint64_t hash, bool *found)
{
	unsigned slot = (unsigned)(hash % SLOTS);
	uint64_t seen;

	while ((seen = __atomic_load_n(&slots[slot], __ATOMIC_ACQUIRE)) != 0 && seen != key)
		slot = (slot + 1) % SLOTS;
	*found = seen == key;
	return slot;
}

uint16_t lockdep_chain_find_shared(struct lockdep_thread *thread, uint64_t key)
{
	uint64_t hash = lockdep_chain_hash(key);
	unsigned recent = (unsigned)(hash % LOCKDEP_THREAD_CACHE);
	bool found;
	unsigned slot = probe(key, hash, &found);

	if (!found)
		return LOCKDEP_CHAIN_EMPTY;
	thread->recent[recent].key = key;
	thread->recent[recent].chain = (uint16_t)(slot + 1);
	return (uint16_t)(slot + 1);
}

uint16_t lockdep_chain_add(uint64_t key)
{
	bool found;
	unsigned slot;

	if (key >> 49 == LOCKDEP_CHAIN_UNLEARNED)
		return LOCKDEP_CHAIN_UNLEARNED;
	slot = probe(key, lockdep_chain_hash(key), &found);
	if (found)
		return (uint16_t)(slot + 1);
	if (count == MOST) {
		lockdep_stats_full(LOCKDEP_FULL_CHAINS);
		return LOCKDEP_CHAIN_UNLEARNED;
	}
	__atomic_store_n(&count, count + 1, __ATOMIC_RELAXED);
	__atomic_store_n(&slots[slot], key, __ATOMIC_RELEASE);
	return (uint16_t)(slot + 1);
}

unsigned lockdep_chain_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_RELAXED);
}
