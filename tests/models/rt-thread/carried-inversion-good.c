/* SPDX-License-Identifier: MIT
 *
 * Both are held with interrupts off.
 */
#include "rtthread.h"

static struct rt_spinlock tx_lock, stats_lock;
static int sent;

void stats_read(int *out)
{
	rt_base_t level = rt_spin_lock_irqsave(&stats_lock);

	*out = sent;
	rt_spin_unlock_irqrestore(&stats_lock, level);
}

void send(void)
{
	rt_base_t level = rt_spin_lock_irqsave(&tx_lock);

	rt_spin_lock(&stats_lock);
	sent++;
	rt_spin_unlock(&stats_lock);
	rt_spin_unlock_irqrestore(&tx_lock, level);
}

void EXTI0_IRQHandler(void)
{
	rt_base_t level;

	rt_interrupt_enter();
	level = rt_spin_lock_irqsave(&tx_lock);
	rt_spin_unlock_irqrestore(&tx_lock, level);
	rt_interrupt_leave();
}
