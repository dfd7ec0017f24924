/* SPDX-License-Identifier: MIT
 *
 * A thread holds the handler's spinlock with interrupts off.
 */
#include "rtthread.h"

static struct rt_spinlock rx_lock;
static int rx_count;

int uart_pending(void)
{
	rt_base_t level = rt_spin_lock_irqsave(&rx_lock);
	int count = rx_count;

	rt_spin_unlock_irqrestore(&rx_lock, level);
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
