/* SPDX-License-Identifier: MIT
 *
 * Both hold it with preemption off.
 */
#include "case.h"

static raw_spinlock_t table HF_HELD_IN(no_preempt);

void reader(void)
{
	preempt_disable();
	raw_spin_lock(&table);
	raw_spin_unlock(&table);
	preempt_enable();
}

void poller(void)
{
	preempt_disable();
	raw_spin_lock(&table);
	raw_spin_unlock(&table);
	preempt_enable();
}
