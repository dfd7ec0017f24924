/* SPDX-License-Identifier: MIT
 *
 * What sparse's annotations promise, the bodies and callers keep.
 *
 * model: sparse
 */
#include "linux.h"

struct queue { spinlock_t lock; struct mutex users; int length; };

static void queue_enter(struct queue *q) __acquires(&q->lock)
{
	spin_lock(&q->lock);
	q->length++;
}

static void queue_leave(struct queue *q) __releases(&q->lock)
{
	spin_unlock(&q->lock);
}

static void queue_flush(struct queue *q) __must_hold(&q->lock)
{
	spin_unlock(&q->lock);
	msleep(1);
	spin_lock(&q->lock);
	q->length = 0;
}

void queue_reset(struct queue *q)
{
	queue_enter(q);
	queue_flush(q);
	queue_leave(q);
}

int queue_add(struct queue *q)
{
	int error = 0;

	queue_enter(q);
	if (q->length > 9)
		error = -EBUSY;
	queue_leave(q);
	return error;
}
