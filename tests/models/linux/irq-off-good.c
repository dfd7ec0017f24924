/* SPDX-License-Identifier: MIT
 *
 * A handler turns its interrupt off without waiting for itself.
 */
#include "linux.h"

struct nic { spinlock_t lock; unsigned int irq; int resets; };

static irqreturn_t nic_interrupt(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	disable_irq_nosync(nic->irq);
	nic->resets++;
	return IRQ_HANDLED;
}

int nic_start(struct nic *nic)
{
	return request_irq(nic->irq, nic_interrupt, 0, "nic", nic);
}

void nic_reset(struct nic *nic)
{
	disable_irq(nic->irq);
	spin_lock(&nic->lock);
	nic->resets = 0;
	spin_unlock(&nic->lock);
	synchronize_irq(nic->irq);
	enable_irq(nic->irq);
}
