/* SPDX-License-Identifier: MIT
 *
 * The same without the faults; nothing about the locks is unknown.
 *
 * args: --require-closed
 */
#include "case.h"

#define cleans_up(f) __attribute__((cleanup(f)))

/* A guard is a record that knows its lock; its constructor goes by a pointer to it. */
struct spin_guard { spinlock_t *lock; int how; };
static inline struct spin_guard spin_guard_enter(spinlock_t *l)
{
	struct spin_guard made = { .lock = l }, *g = &made;

	spin_lock(g->lock);
	return made;
}
static inline void spin_guard_leave(struct spin_guard *g)
{
	if (g->lock)
		spin_unlock(g->lock);
}
static inline void *spin_guard_lock(struct spin_guard *g) { return g->lock; }

#define guard_on(l) struct spin_guard guard cleans_up(spin_guard_leave) = spin_guard_enter(l)
#define while_guarded(l) \
	for (struct spin_guard scope cleans_up(spin_guard_leave) = spin_guard_enter(l), *done = NULL; \
	     spin_guard_lock(&scope) && !done; done = (struct spin_guard *)8)

struct queue { spinlock_t lock HF_HELD_IN(no_preempt); int length HF_GUARDED_BY(lock); };
static spinlock_t t HF_HELD_IN(no_preempt);

int add(struct queue *q)
{
	{
		guard_on(&q->lock);

		q->length++;
	}
	sleep_ms(1);
	return 0;
}

void behind(struct queue *q)
{
	while_guarded(&q->lock) {
		if (q->length > 3)
			break;
		q->length++;
	}
	sleep_ms(1);
}

void by_hand(void)
{
	struct { spinlock_t *lock; } g = { &t };

	spin_lock(g.lock);
	spin_unlock(&t);
	spin_lock(&t);
	spin_unlock(g.lock);
}
