/* SPDX-License-Identifier: MIT
 *
 * A trylock never waits: with preemption off it is harmless.
 */
#include "case.h"

static raw_spinlock_t stats HF_HELD_IN(preemptible);

void sample(void)
{
	bool got;

	preempt_disable();
	got = raw_spin_trylock(&stats);
	if (got)
		raw_spin_unlock(&stats);
	preempt_enable();
}

void update(void)
{
	raw_spin_lock(&stats);
	raw_spin_unlock(&stats);
}
