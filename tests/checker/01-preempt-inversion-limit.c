/* SPDX-License-Identifier: MIT
 *
 * A false alarm: the two places never run at one time, because boot ends before the poller
 * starts; nothing in the program says so. (HF_CALLED_IN(init) would.)
 *
 * expect: preempt-inversion: table_lock
 * count: 1
 */
#include "case.h"

static raw_spinlock_t table_lock HF_HELD_IN(preemptible);

static void poller(void *arg)
{
	(void)arg;
	preempt_disable();
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
	preempt_enable();
}

HF_CALLED_IN(in_thread) void boot(void)
{
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
	thread_start(poller, 0);
}
