/* SPDX-License-Identifier: MIT
 *
 * A return with preemption off, with interrupts off; interrupts that are let in under the caller's mask.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static DEFINE_PER_CPU(int, count);
static int limit;

int count_up(void)
{
	int *here = get_cpu_ptr(&count);

	if (*here == limit)
		return -EBUSY; // expect: context-imbalance: `count_up` returns
	(*here)++;
	put_cpu_ptr(&count);
	return 0;
}

int limit_set(int n)
{
	unsigned long flags;

	local_irq_save(flags);
	if (n < 0)
		return -EINVAL; // expect: context-imbalance: `limit_set` returns
	limit = n;
	local_irq_restore(flags);
	return 0;
}

void limit_clear(void)
{
	spin_lock_bh(&lock);
	limit = 0;
	spin_unlock(&lock);
} // expect: context-imbalance: `limit_clear` returns

void limit_double(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	limit *= 2;
	spin_unlock(&lock);
} // expect: context-imbalance: `limit_double` returns
