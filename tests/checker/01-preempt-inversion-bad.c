/* SPDX-License-Identifier: MIT
 *
 * One thread holds the lock preemptibly, another spins on it with preemption off.
 *
 * expect: preempt-inversion: raw spinlock `table`
 * chain: reader: acquires `table`
 * chain: poller: spins on `table`
 */
#include "case.h"

static raw_spinlock_t table HF_HELD_IN(no_preempt);

void reader(void)
{
	raw_spin_lock(&table);
	raw_spin_unlock(&table);
}

void poller(void)
{
	preempt_disable();
	raw_spin_lock(&table);
	raw_spin_unlock(&table);
	preempt_enable();
}
