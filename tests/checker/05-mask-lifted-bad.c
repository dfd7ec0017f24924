/* SPDX-License-Identifier: MIT
 *
 * Taken with preemption off, but preemption comes back before the release.
 *
 * expect: preempt-inversion: `queue`
 * chain: drain: lifts the mask
 */
#include "case.h"

static raw_spinlock_t queue HF_HELD_IN(no_preempt);

void drain(void)
{
	preempt_disable();
	raw_spin_lock(&queue);
	preempt_enable();
	raw_spin_unlock(&queue);
}
