/* SPDX-License-Identifier: MIT
 *
 * All but one turn interrupts off for the lock; that one surely has them on, since it sleeps.
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
	spin_lock(&r->lock); // expect: uneven-mask
	r->tail = r->head;
	spin_unlock(&r->lock);
	msleep(10);
}

static int ring_worker(void *data)
{
	struct ring *r = data;

	while (!kthread_should_stop())
		ring_drain(r);
	return 0;
}

void *ring_start(struct ring *r)
{
	return kthread_run(ring_worker, r, "ring");
}
