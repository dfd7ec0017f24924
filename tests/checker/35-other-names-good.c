/* SPDX-License-Identifier: MIT
 *
 * The same, all of it preemptible.
 */
#include "case.h"

struct queue { HF_LOCK_FIELD(raw_spinlock_t, lock, preemptible); };

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
void pull(struct queue *q) { queue_enter(q); queue_leave(q); }
