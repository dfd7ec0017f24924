/* SPDX-License-Identifier: MIT
 *
 * Whoever masks lifts the mask on all paths, in the form that goes with it.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static DEFINE_PER_CPU(int, count);
static int limit;

int count_up(void)
{
	int *here = get_cpu_ptr(&count);
	int error = 0;

	if (*here == limit)
		error = -EBUSY;
	else
		(*here)++;
	put_cpu_ptr(&count);
	return error;
}

int limit_set(int n)
{
	unsigned long flags;

	if (n < 0)
		return -EINVAL;
	local_irq_save(flags);
	limit = n;
	local_irq_restore(flags);
	return 0;
}

void limit_clear(void)
{
	spin_lock_bh(&lock);
	limit = 0;
	spin_unlock(&lock);
	local_bh_enable();
}

void limit_double(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	limit *= 2;
	spin_unlock(&lock);
	local_irq_restore(flags);
}
