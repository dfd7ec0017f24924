/* SPDX-License-Identifier: MIT
 *
 * A callee opens a window in its caller's mask to wait, and takes the mask back; the lock
 * is not held meanwhile.
 */
#include "case.h"

static raw_spinlock_t queue_lock HF_HELD_IN(no_preempt);

static void wait_for_room(void)
{
	preempt_enable();
	sleep_ms(1);
	preempt_disable();
}

void f(void)
{
	preempt_disable();
	raw_spin_lock(&queue_lock);
	raw_spin_unlock(&queue_lock);
	wait_for_room();
	raw_spin_lock(&queue_lock);
	raw_spin_unlock(&queue_lock);
	preempt_enable();
}
