/* SPDX-License-Identifier: MIT
 *
 * The same, tried once and given up: nothing waits with preemption off. And tried again only after a
 * moment in which the holder could run.
 */
#include "case.h"

void yield(void) HF_MAY_BLOCK;
static raw_spinlock_t table_lock HF_HELD_IN(preemptible);

HF_CALLED_IN(in_thread) void holder(void)
{
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
}

HF_CALLED_IN(in_thread) void tries_once(void)
{
	preempt_disable();
	if (raw_spin_trylock(&table_lock))
		raw_spin_unlock(&table_lock);
	preempt_enable();
}

HF_CALLED_IN(in_thread) void tries_again_later(void)
{
	bool got = false;

	while (!got) {
		preempt_disable();
		got = raw_spin_trylock(&table_lock);
		if (got)
			raw_spin_unlock(&table_lock);
		preempt_enable();
		if (!got)
			yield();
	}
}
