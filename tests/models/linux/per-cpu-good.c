/* SPDX-License-Identifier: MIT
 *
 * A CPU's own data for a moment.
 */
#include "linux.h"

struct slots { local_lock_t lock; int used; };
static DEFINE_PER_CPU(struct slots, slots);
static DEFINE_PER_CPU(int, counter);

void counter_add(void)
{
	get_cpu_var(counter)++;
	put_cpu_var(counter);
	msleep(1);
}

int slot_take(void)
{
	int error = 0;

	local_lock(&slots.lock);
	if (this_cpu_ptr(&slots)->used > 7)
		error = -EBUSY;
	else
		this_cpu_ptr(&slots)->used++;
	local_unlock(&slots.lock);
	return error;
}

void slot_clear(void)
{
	unsigned long flags;

	local_lock_irqsave(&slots.lock, flags);
	kfree(kmalloc(8, GFP_NOWAIT));
	local_unlock_irqrestore(&slots.lock, flags);
	preempt_disable();
	this_cpu_ptr(&slots)->used = 0;
	preempt_enable_no_resched();
}
