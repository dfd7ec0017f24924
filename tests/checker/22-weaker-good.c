/* SPDX-License-Identifier: MIT
 *
 * The caller masks interrupts.
 */
#include "case.h"

struct port { HF_LOCK_FIELD(spinlock_t, lock, no_irq); };

void send(struct port *p)
{
	unsigned long flags = irq_save();

	spin_lock(&p->lock);
	spin_unlock(&p->lock);
	irq_restore(flags);
}
