/* SPDX-License-Identifier: MIT
 *
 * A lock behind a stored pointer is each of those that are stored there: by assignment,
 * by an initialiser, in a global.
 *
 * expect: lock-order: queue.own_lock -> m
 * chain: m -> shared
 * expect: block-in-atomic: spinlock `console_lock` is held
 * chain: run: acquires `queue.own_lock`
 * not: unresolved
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
}
void own(struct queue *q) { spin_lock(&m); spin_lock(&q->own_lock); spin_unlock(&q->own_lock); spin_unlock(&m); }
void common(void) { spin_lock(&m); spin_lock(&shared); spin_unlock(&shared); spin_unlock(&m); }

void print(const struct ops *o)
{
	spin_lock(o->lock);
	sleep_ms(1);
	spin_unlock(o->lock);
}
