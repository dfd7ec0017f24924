/* SPDX-License-Identifier: MIT
 *
 * Threads take the handler's lock with interrupts off, whichever way; a second lock is no business of
 * the handler.
 */
#include "linux.h"

struct nic { spinlock_t lock; spinlock_t names; u32 pending; };

static irqreturn_t nic_interrupt(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	spin_lock(&nic->lock);
	nic->pending++;
	spin_unlock(&nic->lock);
	return IRQ_HANDLED;
}

void nic_reset(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	nic->pending = 0;
	spin_unlock_irqrestore(&nic->lock, flags);
}

u32 nic_poll(struct nic *nic)
{
	u32 pending;

	spin_lock_irq(&nic->lock);
	pending = nic->pending;
	spin_unlock_irq(&nic->lock);
	return pending;
}

u32 nic_snapshot(struct nic *nic)
{
	unsigned long flags;
	u32 pending;

	spin_lock(&nic->names);
	local_irq_save(flags);
	spin_lock(&nic->lock);
	pending = nic->pending;
	spin_unlock(&nic->lock);
	local_irq_restore(flags);
	spin_unlock(&nic->names);
	return pending;
}

int nic_start(struct nic *nic, unsigned int irq)
{
	return request_irq(irq, nic_interrupt, IRQF_SHARED, "nic", nic);
}
