/* SPDX-License-Identifier: MIT
 *
 * One level is lifted while a lock is held; the other one keeps the mask.
 */
#include "case.h"

static raw_spinlock_t queue_lock HF_HELD_IN(no_preempt);

void f(void)
{
	preempt_disable();
	preempt_disable();
	raw_spin_lock(&queue_lock);
	preempt_enable();
	raw_spin_unlock(&queue_lock);
	preempt_enable();
}
