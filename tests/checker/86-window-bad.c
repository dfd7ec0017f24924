/* SPDX-License-Identifier: MIT
 *
 * A callee opens a window in its caller's mask to wait, while the caller holds a lock
 * that others spin on with preemption off.
 *
 * expect: preempt-inversion: raw spinlock `queue_lock` is held while another thread can interrupt the holder
 * expect: block-in-atomic: `sleep_ms` may block while raw spinlock `queue_lock` is held
 * chain: wait_for_room: lifts the mask
 * not: context-imbalance
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
	wait_for_room();
	raw_spin_unlock(&queue_lock);
	preempt_enable();
}
