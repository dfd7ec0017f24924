/* SPDX-License-Identifier: MIT
 *
 * chain.h: the set of held stacks that were checked before.
 *
 * A chain is a path of steps from an empty stack; a step is one acquire: its
 * class, context, and whether it waited.  Each chain has a number, and a step
 * from a chain is one 64-bit key that holds the chain's number and every bit of
 * the step.  So finding the key is finding the whole chain: there is no hash
 * that two chains could share.
 */
#ifndef LOCKDEP_CHAIN_H
#define LOCKDEP_CHAIN_H

#include <lockdep/lockdep.h>

#define LOCKDEP_CHAIN_EMPTY 0u          /* nothing held */
#define LOCKDEP_CHAIN_UNLEARNED 0x7fffu /* the table was full */

/* Never 0. */
static inline uint64_t lockdep_chain_key(uint16_t from, uint16_t cls, uint16_t closed,
					 uint16_t entered, bool try)
{
	return (uint64_t)from << 49 | (uint64_t)cls << 33 | (uint64_t)try << 32 |
	       (uint64_t)entered << 16 | closed;
}

/* Spreads every bit of a key over the low ones: 2^64 / golden ratio. */
static inline uint64_t lockdep_chain_hash(uint64_t key)
{
	key *= 0x9e3779b97f4a7c15u;
	return key ^ key >> 32;
}

/* The same as lockdep_chain_find(), from the set that all threads share. */
uint16_t lockdep_chain_find_shared(struct lockdep_thread *thread, uint64_t key);

/* The chain that `key`'s step leads to; LOCKDEP_CHAIN_EMPTY if it wasn't checked
 * yet.  Asks the thread's recent ones first.  Takes no lock. */
static inline uint16_t lockdep_chain_find(struct lockdep_thread *thread, uint64_t key)
{
	unsigned recent = (unsigned)(lockdep_chain_hash(key) % LOCKDEP_THREAD_CACHE);

	if (thread->recent[recent].key == key)
		return thread->recent[recent].chain;
	return lockdep_chain_find_shared(thread, key);
}

/* Slow path.  Publishes the chain, once everything that it teaches is learned.
 * Returns its number, or LOCKDEP_CHAIN_UNLEARNED. */
uint16_t lockdep_chain_add(uint64_t key);

unsigned lockdep_chain_count(void);

#endif
