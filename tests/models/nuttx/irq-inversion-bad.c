/* SPDX-License-Identifier: MIT
 *
 * A task holds a spinlock with interrupts on, and the handler takes it.
 */
#include "nuttx.h"

static spinlock_t rx_lock = SP_UNLOCKED;
static int rx_count;

int uart_pending(void)
{
	int count;

	spin_lock(&rx_lock); // expect: irq-inversion
	count = rx_count;
	spin_unlock(&rx_lock);
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
