/* SPDX-License-Identifier: MIT
 *
 * All turn interrupts off for the lock, or may have been called with them off.
 *
 * args: --all
 */
#include "linux.h"

struct ring { spinlock_t lock; int head, tail; };

void ring_put(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	r->head++;
	spin_unlock_irqrestore(&r->lock, flags);
}

void ring_get(struct ring *r)
{
	spin_lock_irq(&r->lock);
	r->tail++;
	spin_unlock_irq(&r->lock);
}

void ring_drain(struct ring *r)
{
	spin_lock_irq(&r->lock);
	r->tail = r->head;
	spin_unlock_irq(&r->lock);
	msleep(10);
}

void ring_reset(struct ring *r)
{
	spin_lock(&r->lock);
	r->tail = 0;
	spin_unlock(&r->lock);
}
