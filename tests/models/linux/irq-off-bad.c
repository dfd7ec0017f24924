/* SPDX-License-Identifier: MIT
 *
 * An interrupt's number is waited for: not under a spinlock, and not in an interrupt.
 */
#include "linux.h"

struct nic { spinlock_t lock; unsigned int irq; int resets; };

static irqreturn_t nic_interrupt(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	disable_irq(nic->irq); // expect: block-in-atomic: `disable_irq` may block while in state in_irq
	nic->resets++;
	return IRQ_HANDLED;
}

int nic_start(struct nic *nic)
{
	return request_irq(nic->irq, nic_interrupt, 0, "nic", nic);
}

void nic_reset(struct nic *nic)
{
	spin_lock_irq(&nic->lock);
	synchronize_irq(nic->irq); // expect: block-in-atomic: `synchronize_irq`
	nic->resets = 0;
	spin_unlock_irq(&nic->lock);
}
