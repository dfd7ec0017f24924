/* SPDX-License-Identifier: MIT
 *
 * A CPU's own data, with preemption off or under a local lock: nothing sleeps meanwhile, and all paths end it.
 */
#include "linux.h"

struct slots { local_lock_t lock; int used; };
static DEFINE_PER_CPU(struct slots, slots);
static DEFINE_PER_CPU(int, counter);

void counter_add(void)
{
	get_cpu_var(counter)++;
	msleep(1); // expect: block-in-atomic: `msleep` may block while in state no_preempt
	put_cpu_var(counter);
}

int slot_take(void)
{
	local_lock(&slots.lock);
	if (this_cpu_ptr(&slots)->used > 7)
		return -EBUSY; // expect: context-imbalance: `slot_take` returns
	this_cpu_ptr(&slots)->used++;
	local_unlock(&slots.lock);
	return 0;
}

void slot_clear(void)
{
	unsigned long flags;

	local_lock_irqsave(&slots.lock, flags);
	kfree(kmalloc(8, GFP_KERNEL)); // expect: block-in-atomic: `kmalloc` may block while in state no_irq
	local_unlock_irqrestore(&slots.lock, flags);
}
