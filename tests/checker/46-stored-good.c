/* SPDX-License-Identifier: MIT
 *
 * A lock behind a stored pointer, in the order in which its targets are taken elsewhere.
 *
 * args: --require-closed
 */
#include "case.h"

struct queue { HF_LOCK_FIELD(spinlock_t, own_lock, no_preempt); spinlock_t *queue_lock; };
struct ops { spinlock_t *lock; };

static spinlock_t m HF_HELD_IN(no_preempt);
static spinlock_t shared HF_HELD_IN(no_preempt);
static spinlock_t console_lock HF_HELD_IN(no_preempt);
static const struct ops console = { .lock = &console_lock };

void init_queue(struct queue *q) { q->queue_lock = &q->own_lock; }
void share_queue(struct queue *q) { q->queue_lock = &shared; }

void run(struct queue *q)
{
	spin_lock(q->queue_lock);
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(q->queue_lock);
	sleep_ms(1);
}
void own(struct queue *q) { spin_lock(&q->own_lock); spin_lock(&m); spin_unlock(&m); spin_unlock(&q->own_lock); }
void common(void) { spin_lock(&shared); spin_lock(&m); spin_unlock(&m); spin_unlock(&shared); }

void print(const struct ops *o)
{
	spin_lock(o->lock);
	spin_unlock(o->lock);
	sleep_ms(1);
}
