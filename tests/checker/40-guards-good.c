/* SPDX-License-Identifier: MIT
 *
 * Guards that a cleanup releases: at the end of the function, of a block, of a scope of
 * its own, on an early return, on goto and in each round of a loop.
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);
static int data HF_GUARDED_BY(t);
struct node { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int n HF_GUARDED_BY(lock); };

static inline void unlock_it(spinlock_t **l) { if (*l) spin_unlock(*l); }
static inline spinlock_t *lock_it(spinlock_t *l) { spin_lock(l); return l; }
static inline spinlock_t *try_it(spinlock_t *l) { return spin_trylock(l) ? l : NULL; }

#define GUARD(l) \
	__attribute__((cleanup(unlock_it))) spinlock_t *scope_guard = lock_it(l)
#define SCOPED_GUARD(l) \
	for (__attribute__((cleanup(unlock_it))) spinlock_t *scope = lock_it(l), *done = NULL; \
	     !done; done = (spinlock_t *)8)

static void enabled(int *unused) { (void)unused; preempt_enable(); }

int whole(int n)
{
	GUARD(&t);
	if (n > 3)
		return data;
	data++;
	return 0;
}

int scope(int n)
{
	SCOPED_GUARD(&t) {
		if (n > 3)
			return n;
		data++;
	}
	sleep_ms(1);
	return 0;
}

void block(struct node *node)
{
	{
		GUARD(&node->lock);
		node->n++;
	}
	sleep_ms(1);
}

void rounds(struct node *nodes, int n)
{
	for (int i = 0; i < n; i++) {
		GUARD(&nodes[i].lock);
		if (nodes[i].n)
			continue;
		nodes[i].n = 1;
	}
	sleep_ms(1);
}

int jumps(int n)
{
	{
		GUARD(&t);
		if (n)
			goto out;
		data++;
	}
out:
	sleep_ms(1);
	return 0;
}

void masks(void)
{
	{
		__attribute__((cleanup(enabled))) int off = (preempt_disable(), 0);

		(void)off;
	}
	sleep_ms(1);
}

void attempts(void)
{
	{
		__attribute__((cleanup(unlock_it))) spinlock_t *got = try_it(&t);

		if (got)
			data++;
	}
	sleep_ms(1);
}
