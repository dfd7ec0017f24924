/* SPDX-License-Identifier: MIT
 *
 * A lock that is given up in the middle, in one of two branches, or with interrupts still off.
 */
#include "linux.h"

struct queue { spinlock_t lock; wait_queue_head_t wait; int length; };

void queue_wait(struct queue *q)
{
	spin_lock_irq(&q->lock);
	while (!q->length) {
		spin_unlock(&q->lock);
		schedule(); // expect: block-in-atomic: `schedule` may block while in state no_irq
		spin_lock(&q->lock);
	}
	spin_unlock_irq(&q->lock);
}

int queue_take(struct queue *q)
{
	spin_lock_irq(&q->lock);
	if (!q->length) {
		spin_unlock_irq(&q->lock);
		schedule();
		if (!READ_ONCE(q->length))
			return -EAGAIN;
	}
	q->length--;
	spin_unlock_irq(&q->lock); // expect: lock-imbalance: `queue_take` releases; context-imbalance: `queue_take` leaves
	return 0;
}
