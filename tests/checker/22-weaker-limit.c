/* SPDX-License-Identifier: MIT
 *
 * Not seen: the mask is lifted by writing to the hardware, without a function that says so.
 */
#include "case.h"

static raw_spinlock_t port HF_HELD_IN(no_irq);
static volatile unsigned long *interrupt_enable;

void send(void)
{
	unsigned long flags = irq_save();

	raw_spin_lock(&port);
	*interrupt_enable = 1;
	raw_spin_unlock(&port);
	irq_restore(flags);
}
