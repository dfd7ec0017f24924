/* SPDX-License-Identifier: MIT
 *
 * What must not be called with interrupts off, though it never sleeps: calls on other CPUs, the end of a
 * packet, and the unlock that runs softirqs.
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
	unsigned long flags;

	local_irq_save(flags);
	smp_call_function_single(cpu, hit, NULL, 1); // expect: effect-in-context: must not be called with interrupts off
	local_irq_restore(flags);
}

static irqreturn_t packet_interrupt(int irq, void *dev_id)
{
	kfree_skb(dev_id); // expect: effect-in-context: must not be called with interrupts off
	return IRQ_HANDLED;
}

int packet_start(void)
{
	return request_irq(1, packet_interrupt, 0, "packet", &hits);
}

static void count(void)
{
	spin_lock_bh(&lock);
	hits++;
	spin_unlock_bh(&lock); // expect: effect-in-context: must not be called with interrupts off
}

void count_all(void)
{
	local_irq_disable();
	count();
	local_irq_enable();
}
