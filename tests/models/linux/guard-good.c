/* SPDX-License-Identifier: MIT
 *
 * A guard gives its lock back wherever its scope is left.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DEFINE_SPINLOCK(list);
static DECLARE_RWSEM(table);
static int entries;

static void config_touch(void)
{
	guard(mutex)(&config);
	entries++;
}

void config_reset(void)
{
	{
		guard(mutex)(&config);
		entries = 0;
	}
	config_touch();
}

int list_take(void)
{
	scoped_guard(spinlock_irqsave, &list) {
		if (!entries)
			return -EAGAIN;
		entries--;
	}
	msleep(1);
	return 0;
}

int table_sum(int most)
{
	int n, sum = 0;

	guard(rwsem_read)(&table);
	for (n = 0; n < entries; n++) {
		guard(spinlock)(&list);
		if (n > most)
			return -EINVAL;
		sum += n;
	}
	return sum;
}
