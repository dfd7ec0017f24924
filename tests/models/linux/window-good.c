/* SPDX-License-Identifier: MIT
 *
 * A lock that is given up in the middle is taken again.
 */
#include "linux.h"

struct queue { spinlock_t lock; wait_queue_head_t wait; int length; };

void queue_wait(struct queue *q)
{
	spin_lock_irq(&q->lock);
	while (!q->length) {
		spin_unlock_irq(&q->lock);
		schedule();
		spin_lock_irq(&q->lock);
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
		spin_lock_irq(&q->lock);
	}
	q->length--;
	spin_unlock_irq(&q->lock);
	return 0;
}
