/* SPDX-License-Identifier: MIT
 *
 * One task spins with the scheduler locked on what another holds and can be preempted with.
 */
#include "nuttx.h"

static spinlock_t table_lock = SP_UNLOCKED;
static int table_size;

void table_add(void)
{
	spin_lock(&table_lock); // expect: preempt-inversion
	table_size++;
	spin_unlock(&table_lock);
}

void table_clear(void)
{
	sched_lock();
	spin_lock(&table_lock);
	table_size = 0;
	spin_unlock(&table_lock);
	sched_unlock();
}
