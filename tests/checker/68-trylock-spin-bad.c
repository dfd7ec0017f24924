/* SPDX-License-Identifier: MIT
 *
 * A trylock that is retried until it succeeds waits like an acquire: with preemption off, on a lock that a
 * preemptible thread holds; and in the wrong order.
 *
 * expect: preempt-inversion: table_lock
 * expect: lock-order: other_lock
 * chain: 68-trylock-spin-bad.c:28:
 * chain: 68-trylock-spin-bad.c:18: holder: acquires `table_lock`
 */
#include "case.h"

static raw_spinlock_t table_lock HF_HELD_IN(preemptible), other_lock HF_HELD_IN(preemptible);

HF_CALLED_IN(in_thread) void holder(void)
{
	raw_spin_lock(&other_lock);
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
	raw_spin_unlock(&other_lock);
}

HF_CALLED_IN(in_thread) void spinner(void)
{
	bool got = false;

	preempt_disable();
	while (!(got = raw_spin_trylock(&table_lock)))
		;
	raw_spin_lock(&other_lock);
	raw_spin_unlock(&other_lock);
	raw_spin_unlock(&table_lock);
	preempt_enable();
}
