/* SPDX-License-Identifier: MIT
 *
 * Two levels of a mask are lifted, the second while a lock is held that belongs under it.
 *
 * expect: preempt-inversion: raw spinlock `queue_lock` is held while another thread can interrupt the holder
 * chain: 82-nested-mask-bad.c:19: f: lifts the mask
 * count: 1
 */
#include "case.h"

static raw_spinlock_t queue_lock HF_HELD_IN(no_preempt);

void f(void)
{
	preempt_disable();
	preempt_disable();
	raw_spin_lock(&queue_lock);
	preempt_enable();
	preempt_enable();
	raw_spin_unlock(&queue_lock);
}
