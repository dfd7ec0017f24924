/* SPDX-License-Identifier: MIT
 *
 * An interrupt handler takes the lock that a thread holds with interrupts on.
 */
#include "linux.h"

struct nic { spinlock_t lock; u32 pending; };

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
	spin_lock(&nic->lock); // expect: irq-inversion
	nic->pending = 0;
	spin_unlock(&nic->lock);
}

int nic_start(struct nic *nic, unsigned int irq)
{
	return request_irq(irq, nic_interrupt, IRQF_SHARED, "nic", nic);
}
