/* SPDX-License-Identifier: MIT
 *
 * A lock that is waited for under the handler's lock is taken with interrupts off everywhere.
 */
#include "linux.h"

static DEFINE_SPINLOCK(ring_lock);
static DEFINE_SPINLOCK(stats_lock);
static unsigned long moved;

static irqreturn_t ring_interrupt(int irq, void *dev_id)
{
	spin_lock(&ring_lock);
	moved++;
	spin_unlock(&ring_lock);
	return IRQ_HANDLED;
}

void ring_account(void)
{
	unsigned long flags;

	spin_lock_irqsave(&ring_lock, flags);
	spin_lock(&stats_lock);
	moved++;
	spin_unlock(&stats_lock);
	spin_unlock_irqrestore(&ring_lock, flags);
}

unsigned long ring_stats(void)
{
	unsigned long n;

	spin_lock_irq(&stats_lock);
	n = moved;
	spin_unlock_irq(&stats_lock);
	return n;
}

int ring_start(void)
{
	return request_irq(5, ring_interrupt, 0, "ring", &moved);
}
