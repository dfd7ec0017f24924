/* SPDX-License-Identifier: MIT
 *
 * chain.c: the set of checked chains: open addressing, keys only ever added.
 *
 * A chain's number is the slot of its key, plus one.  Readers load a slot's link with
 * acquire order and stop at the first empty one; the one writer (slow path) stores it last,
 * with release order.  A reader that misses a key just being stored goes
 * the slow way and finds it there.  DESIGN.md has the argument in full.
 */
#include "chain.h"

#include "class.h"
#include "stats.h"

#define SLOTS LOCKDEP_MAX_CHAINS
#define MOST (SLOTS - SLOTS / 8)        /* an empty slot ends every search */
#define FORGOTTEN 0xffffffffu           /* the link of a slot that is not used again */

_Static_assert((SLOTS & (SLOTS - 1)) == 0, "LOCKDEP_MAX_CHAINS is a power of two");
_Static_assert(SLOTS >= 8 && SLOTS <= 32768, "chain numbers have 16 bits");

_Static_assert(LOCKDEP_MAX_HELD <= 32, "a guard's place has 5 bits");

struct lockdep_step lockdep_chain_slots[SLOTS];
struct lockdep_chain_guards lockdep_chain_guards[SLOTS];
static unsigned count;
/* By blocks of slots: is any of them taken?  So that a reset, and with it a case of the self-test, costs
 * what there is. */
#define BLOCK (SLOTS < 64 ? SLOTS : 64)
static bool taken[SLOTS / BLOCK];

/* Where a step belongs that isn't there. */
static unsigned empty_slot(const struct lockdep_step *step)
{
	unsigned slot = lockdep_chain_hash(step) % SLOTS;

	while (lockdep_chain_slots[slot].link)
		slot = (slot + 1) % SLOTS;
	return slot;
}

/* A published chain's guards only go away: what it taught was learned with fewer by now. */
static void set_guards(unsigned slot, uint32_t mode, uint32_t where,
		       const struct lockdep_held *top, unsigned height)
{
	for (unsigned i = 0; where && i < LOCKDEP_MAX_GUARDS; i++) {
		unsigned place = height - i;
		uint16_t guard = 0;

		if (where & 1u << i)
			guard = (uint16_t)(place << LOCKDEP_CHAIN_PLACE_SHIFT |
					   (top[-(int)place].number & LOCKDEP_NUMBER_ID));
		__atomic_store_n(&lockdep_chain_guards[slot].lock[i], guard, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&lockdep_chain_slots[slot].mode, mode | (where ? LOCKDEP_STEP_GUARDED : 0),
			 __ATOMIC_RELEASE);
}

uint16_t lockdep_chain_add(const struct lockdep_step *step, uint32_t where,
			   const struct lockdep_held *top, unsigned height)
{
	uint16_t found = lockdep_chain_find(step, NULL);
	unsigned slot;

	if (step->link >> 16 == LOCKDEP_CHAIN_UNLEARNED)
		return LOCKDEP_CHAIN_UNLEARNED;
	if (found != LOCKDEP_CHAIN_EMPTY) {
		set_guards(found - 1u, step->mode, where, top, height);
		return found;
	}
	if (count == MOST) {
		lockdep_stats_full(LOCKDEP_FULL_CHAINS);
		return LOCKDEP_CHAIN_UNLEARNED;
	}
	slot = empty_slot(step);
	__atomic_store_n(&count, count + 1, __ATOMIC_RELAXED);
	lockdep_chain_slots[slot].context = step->context;
	set_guards(slot, step->mode, where, top, height);
	taken[slot / BLOCK] = true;
	__atomic_store_n(&lockdep_chain_slots[slot].link, step->link, __ATOMIC_RELEASE);
	return (uint16_t)(slot + 1);
}

unsigned lockdep_chain_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

/* A chain whose parent is forgotten just now ends there. */
unsigned lockdep_chain_classes(unsigned number, uint16_t classes[LOCKDEP_MAX_HELD])
{
	uint16_t reversed[LOCKDEP_MAX_HELD];
	unsigned depth = 0;

	while (number && depth < LOCKDEP_MAX_HELD) {
		uint32_t link = __atomic_load_n(&lockdep_chain_slots[number - 1].link,
						__ATOMIC_ACQUIRE);

		if (!link || link == FORGOTTEN)
			break;
		reversed[depth++] = (uint16_t)link;
		number = link >> 16;
	}
	for (unsigned i = 0; i < depth; i++)
		classes[i] = reversed[depth - 1 - i];
	return depth;
}

static bool forgotten(unsigned chain)
{
	return chain != LOCKDEP_CHAIN_EMPTY && lockdep_chain_slots[chain - 1].link == FORGOTTEN;
}

/* Every chain with the class in it.  A chain's number may be smaller than that of the one
 * it continues, so this goes on until nothing changes.  Slots stay taken: searches
 * pass over them, and a number is never given twice. */
void lockdep_chain_forget(uint16_t cls)
{
	bool more = true;

	while (more) {
		more = false;
		for (unsigned slot = 0; slot < SLOTS; slot++) {
			uint32_t link = lockdep_chain_slots[slot].link;

			if (!link || link == FORGOTTEN ||
			    ((uint16_t)link != cls && !forgotten(link >> 16)))
				continue;
			__atomic_store_n(&lockdep_chain_slots[slot].link, FORGOTTEN, __ATOMIC_RELAXED);
			more = true;
		}
	}
}

void lockdep_chain_reset(void)
{
	for (unsigned block = 0; block < SLOTS / BLOCK; block++) {
		struct lockdep_step *slots = &lockdep_chain_slots[block * BLOCK];

		for (unsigned i = 0; taken[block] && i < BLOCK; i++)
			__atomic_store_n(&slots[i].link, 0, __ATOMIC_RELAXED);
		taken[block] = false;
	}
	count = 0;
}
