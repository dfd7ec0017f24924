/* SPDX-License-Identifier: MIT
 *
 * A lock pointer that is copied from another one, or comes from a parameter, isn't known,
 * and that is said.
 *
 * args: --require-closed
 * expect: unresolved: which lock is taken here is not known (in run)
 * expect: unresolved: which lock is taken here is not known (in print)
 * count: 2
 */
#include "case.h"

struct queue { HF_LOCK_FIELD(spinlock_t, own_lock, no_preempt); spinlock_t *queue_lock; };
struct ops { spinlock_t *lock; };

void init_queue(struct queue *q) { q->queue_lock = &q->own_lock; }
void join(struct queue *q, struct queue *other) { q->queue_lock = other->queue_lock; }
void set(struct ops *o, spinlock_t *l) { o->lock = l; }

void run(struct queue *q)
{
	spin_lock(q->queue_lock);
	spin_unlock(q->queue_lock);
}

void print(struct ops *o)
{
	spin_lock(o->lock);
	spin_unlock(o->lock);
}
