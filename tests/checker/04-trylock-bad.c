/* SPDX-License-Identifier: MIT
 *
 * A lock got by trylock is held like any other.
 *
 * expect: preempt-inversion: `stats`
 * chain: sample: gets (trylock) `stats`
 */
#include "case.h"

static raw_spinlock_t stats HF_HELD_IN(no_preempt);

void sample(void)
{
	if (!raw_spin_trylock(&stats))
		return;
	raw_spin_unlock(&stats);
}

void update(void)
{
	preempt_disable();
	raw_spin_lock(&stats);
	raw_spin_unlock(&stats);
	preempt_enable();
}
