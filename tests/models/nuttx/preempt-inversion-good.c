/* SPDX-License-Identifier: MIT
 *
 * Everybody holds the lock with the scheduler locked.
 */
#include "nuttx.h"

static spinlock_t table_lock = SP_UNLOCKED;
static int table_size;

void table_add(void)
{
	sched_lock();
	spin_lock(&table_lock);
	table_size++;
	spin_unlock(&table_lock);
	sched_unlock();
}

void table_clear(void)
{
	sched_lock();
	spin_lock(&table_lock);
	table_size = 0;
	spin_unlock(&table_lock);
	sched_unlock();
}
