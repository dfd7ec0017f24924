/* SPDX-License-Identifier: MIT
 *
 * A task holds the handler's spinlock with interrupts off.
 */
#include "nuttx.h"

static spinlock_t rx_lock = SP_UNLOCKED;
static int rx_count;

int uart_pending(void)
{
	irqstate_t flags = spin_lock_irqsave(&rx_lock);
	int count = rx_count;

	spin_unlock_irqrestore(&rx_lock, flags);
	return count;
}

static int uart_interrupt(int irq, void *context, void *arg)
{
	irqstate_t flags = spin_lock_irqsave(&rx_lock);

	rx_count++;
	spin_unlock_irqrestore(&rx_lock, flags);
	return OK;
}

int uart_attach(void)
{
	return irq_attach(5, uart_interrupt, NULL);
}
