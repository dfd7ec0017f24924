/* SPDX-License-Identifier: MIT
 *
 * The results of trylocks are misread: nonzero is success, for mutexes, semaphores of readers and spinlocks.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DECLARE_RWSEM(table);
static DEFINE_SPINLOCK(queue);
static int entries;

int config_try(void)
{
	if (mutex_trylock(&config))
		return -EBUSY; // expect: lock-imbalance: `config_try` returns with
	entries++;
	mutex_unlock(&config); // expect: lock-imbalance: `config_try` releases mutex `config`
	return 0;
}

int table_try(void)
{
	if (!down_read_trylock(&table))
		entries = 0;
	up_read(&table); // expect: lock-imbalance: `table_try` releases mutex `table`
	return entries;
}

int queue_try(void)
{
	unsigned long flags;

	if (!spin_trylock_irqsave(&queue, flags))
		return -EBUSY;
	if (!entries)
		return 0; // expect: lock-imbalance: `queue_try` returns with; context-imbalance: `queue_try` returns
	entries--;
	spin_unlock_irqrestore(&queue, flags);
	return 0;
}
