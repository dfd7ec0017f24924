/* SPDX-License-Identifier: MIT
 *
 * While its interrupt is off, a handler takes no lock: nothing need be masked.  Which interrupt is whose is not
 * known.
 */
#include "linux.h"

struct nic { spinlock_t lock; unsigned int irq; int resets; };

static irqreturn_t nic_interrupt(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	spin_lock(&nic->lock);
	nic->resets++;
	spin_unlock(&nic->lock);
	return IRQ_HANDLED;
}

int nic_start(struct nic *nic)
{
	return request_irq(nic->irq, nic_interrupt, 0, "nic", nic);
}

void nic_reset(struct nic *nic)
{
	disable_irq(nic->irq);
	spin_lock(&nic->lock); // expect: irq-inversion
	nic->resets = 0;
	spin_unlock(&nic->lock);
	enable_irq(nic->irq);
}
