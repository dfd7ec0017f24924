/* SPDX-License-Identifier: MIT
 *
 * chain.h: the set of held stacks that were checked before.
 *
 * A chain is a path of steps from an empty stack; a step is one acquire: its
 * class, context and mode.  Each chain has a number, and a
 * step from a chain is a key that holds the chain's number and every bit of
 * the step.  So finding the key is finding the whole chain: there is no hash
 * that two chains could share.
 *
 * What a step taught may have been guarded by locks held below (guards.h).  A chain knows their
 * numbers and places, fewer as time goes on: only where the same locks are held there is
 * nothing new to be learned.
 */
#ifndef LOCKDEP_CHAIN_H
#define LOCKDEP_CHAIN_H

#include <lockdep/lockdep.h>

#define LOCKDEP_CHAIN_EMPTY 0u          /* nothing held */
#define LOCKDEP_CHAIN_UNLEARNED 0xffffu /* not in the table, as it was full */

/* Parts of a key's mode: the flags of lockdep_acquire below, then these. */
#define LOCKDEP_STEP_LEFT (1u << 5)     /* not acquired so: left by a release from below */
#define LOCKDEP_STEP_GUARDED (1u << 6)  /* of a slot: no part of the key */
#define LOCKDEP_STEP_AGAIN_SHIFT 8      /* not 0: the very same lock is held, at this place */

struct lockdep_step {
	uint32_t link;                  /* from << 16 | class; never 0 */
	uint32_t context;
	uint32_t mode;
};

/* Every bit of a step counts. */
static inline uint32_t lockdep_chain_hash(const struct lockdep_step *s)
{
	uint32_t hash = (s->link ^ s->context * 0x85ebca6bu ^ s->mode * 0xc2b2ae35u) * 0x9e3779b1u;

	return hash ^ hash >> 15;
}

/* The set: open addressing; a slot's link is stored last (chain.c).  Its mode says with one more bit
 * whether the chain has guards: that goes, and never comes. */
extern struct lockdep_step lockdep_chain_slots[LOCKDEP_MAX_CHAINS];

/* Those guards: a place in the stack, counted down from the step, above the lock's number.  Apart, as most
 * chains have none. */
#define LOCKDEP_CHAIN_PLACE_SHIFT 11
struct lockdep_chain_guards {
	uint16_t lock[LOCKDEP_MAX_GUARDS];      /* [a] 0: none */
};
extern struct lockdep_chain_guards lockdep_chain_guards[LOCKDEP_MAX_CHAINS];

/* Are the locks held that guard what the chain of the slot taught, `top` being the entry of its last
 * step? */
static inline bool lockdep_chain_guarded(unsigned slot, const struct lockdep_held *top)
{
	const struct lockdep_chain_guards *guards = &lockdep_chain_guards[slot];

	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		uint16_t guard = __atomic_load_n(&guards->lock[i], __ATOMIC_RELAXED);
		const struct lockdep_held *held = top - (guard >> LOCKDEP_CHAIN_PLACE_SHIFT);

		if (guard && (uint16_t)((held->number ^ guard) << (16 - LOCKDEP_CHAIN_PLACE_SHIFT)))
			return false;
	}
	return true;
}

/* The chain that the step leads to with entry `top`; LOCKDEP_CHAIN_EMPTY if it wasn't checked yet,
 * or not under the locks that are held now.  `top` is NULL for what teaches nothing.  Takes no
 * lock. */
static inline uint16_t lockdep_chain_find(const struct lockdep_step *step,
					  const struct lockdep_held *top)
{
	unsigned slot = lockdep_chain_hash(step) % LOCKDEP_MAX_CHAINS;

	for (;; slot = (slot + 1) % LOCKDEP_MAX_CHAINS) {
		const struct lockdep_step *s = &lockdep_chain_slots[slot];
		uint32_t link = __atomic_load_n(&s->link, __ATOMIC_ACQUIRE);

		if (link == step->link && s->context == step->context) {
			uint32_t more = __atomic_load_n(&s->mode, __ATOMIC_RELAXED) ^ step->mode;

			if (!more)
				return (uint16_t)(slot + 1);
			if (more == LOCKDEP_STEP_GUARDED)
				return !top || lockdep_chain_guarded(slot, top) ? (uint16_t)(slot + 1)
									       : LOCKDEP_CHAIN_EMPTY;
		}
		if (!link)
			return LOCKDEP_CHAIN_EMPTY;
	}
}

/* Slow path.  Publishes the chain, once everything that it teaches is learned, or learned again
 * under the locks that now count: `where` has a bit for each, the lowest one for the entry
 * `height` below `top`.  Returns its number, or LOCKDEP_CHAIN_UNLEARNED. */
uint16_t lockdep_chain_add(const struct lockdep_step *step, uint32_t where,
			   const struct lockdep_held *top, unsigned height);

unsigned lockdep_chain_count(void);

/* The classes of chain `number`, outermost first; 0 of them: there is no such chain.  Any time. */
unsigned lockdep_chain_classes(unsigned number, uint16_t classes[LOCKDEP_MAX_HELD]);

/* Slow path: chain.c's part of lockdep_forget() and lockdep_reset(). */
void lockdep_chain_forget(uint16_t cls);
void lockdep_chain_reset(void);

#endif
