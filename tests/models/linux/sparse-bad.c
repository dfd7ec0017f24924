/* SPDX-License-Identifier: MIT
 *
 * What sparse's annotations promise, the bodies and callers don't keep.
 *
 * model: sparse
 */
#include "linux.h"

struct queue { spinlock_t lock; struct mutex users; int length; };

static void queue_enter(struct queue *q) __acquires(&q->lock)
{
	spin_lock(&q->lock);
	if (q->length < 0) {
		spin_unlock(&q->lock);
		return; // expect: lock-imbalance
	}
	q->length++;
}

static void queue_leave(struct queue *q) __releases(&q->lock)
{
	spin_unlock(&q->lock);
}

static void queue_flush(struct queue *q) __must_hold(&q->lock)
{
	q->length = 0;
}

static ssize_t queue_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	queue_flush(file->private_data); // expect: requires: `queue_flush` requires spinlock `queue.lock`, which is not held
	return len;
}

const struct file_operations queue_fops = { .write = queue_write };

int queue_add(struct queue *q)
{
	queue_enter(q);
	if (q->length > 9)
		return -EBUSY; // expect: lock-imbalance: `queue_add` returns with
	queue_leave(q);
	return 0;
}

void queue_move(struct queue *to, struct queue *from)
{
	spin_lock(&to->lock);
	queue_flush(from); // expect: requires: only another one of them is held
	spin_unlock(&to->lock);
}
