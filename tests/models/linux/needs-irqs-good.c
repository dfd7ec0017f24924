/* SPDX-License-Identifier: MIT
 *
 * What needs interrupts on, with interrupts on, and what may be called anywhere.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static int hits;

static void hit(void *info)
{
	hits++;
}

void hit_other(int cpu)
{
	preempt_disable();
	smp_call_function_single(cpu, hit, NULL, 1);
	preempt_enable();
}

static irqreturn_t packet_interrupt(int irq, void *dev_id)
{
	dev_kfree_skb_any(dev_id);
	return IRQ_HANDLED;
}

int packet_start(struct sk_buff *skb)
{
	kfree_skb(skb);
	return request_irq(1, packet_interrupt, 0, "packet", &hits);
}

static void count(void)
{
	spin_lock_bh(&lock);
	hits++;
	spin_unlock_bh(&lock);
}

void count_all(void)
{
	count();
}
