/* SPDX-License-Identifier: MIT
 *
 * A thread holds the handler's spinlock with the scheduler locked, but interrupts on.
 */
#include "rtthread.h"

static struct rt_spinlock rx_lock;
static int rx_count;

int uart_pending(void)
{
	int count;

	rt_spin_lock(&rx_lock); // expect: irq-inversion
	count = rx_count;
	rt_spin_unlock(&rx_lock);
	return count;
}

static void uart_isr(int vector, void *param)
{
	rt_base_t level = rt_spin_lock_irqsave(&rx_lock);

	rx_count++;
	rt_spin_unlock_irqrestore(&rx_lock, level);
}

void uart_attach(void)
{
	rt_hw_interrupt_install(5, uart_isr, RT_NULL, "uart");
}
