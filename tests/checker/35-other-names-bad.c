/* SPDX-License-Identifier: MIT
 *
 * A contract names the parameters of its own declaration, whatever the definition
 * calls them.
 *
 * expect: preempt-inversion: `queue.lock`
 * chain: pull: calls queue_enter
 */
#include "case.h"

struct queue { HF_LOCK_FIELD(raw_spinlock_t, lock, no_preempt); };

void queue_enter(struct queue *q) HF_ACQUIRES(q->lock);
void queue_leave(struct queue *q) HF_RELEASES(&q->lock);

void queue_enter(struct queue *entered)
{
	raw_spin_lock(&entered->lock);
}

void queue_leave(struct queue *left)
{
	raw_spin_unlock(&left->lock);
}

void push(struct queue *q) { queue_enter(q); queue_leave(q); }

void pull(struct queue *q)
{
	preempt_disable();
	queue_enter(q);
	queue_leave(q);
	preempt_enable();
}
