/* SPDX-License-Identifier: MIT
 *
 * A callee releases its caller's lock to wait, but the caller holds another one, too; and one waits first.
 *
 * expect: block-in-atomic: spinlock `table` is held
 * expect: block-in-atomic: spinlock `queue.lock` is held
 * count: 2
 */
#include "case.h"

struct queue { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int count; };
static spinlock_t table HF_HELD_IN(no_preempt);

static void drain(struct queue *q)
{
	while (q->count) {
		spin_unlock(&q->lock);
		sleep_ms(1);
		spin_lock(&q->lock);
		q->count--;
	}
}

static void drain_late(struct queue *q)
{
	sleep_ms(1);
	spin_unlock(&q->lock);
	spin_lock(&q->lock);
}

void work(struct queue *q)
{
	spin_lock(&table);
	spin_lock(&q->lock);
	drain(q);
	spin_unlock(&q->lock);
	spin_unlock(&table);
}

void late(struct queue *q)
{
	spin_lock(&q->lock);
	drain_late(q);
	spin_unlock(&q->lock);
}
