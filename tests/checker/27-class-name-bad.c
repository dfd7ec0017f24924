/* SPDX-License-Identifier: MIT
 *
 * Two locks of one class: what holds for one holds for the other.
 *
 * expect: preempt-inversion: `port`
 */
#include "case.h"

static raw_spinlock_t left HF_HELD_IN(no_preempt) HF_LOCK_CLASS(port);
static raw_spinlock_t right HF_HELD_IN(no_preempt) HF_LOCK_CLASS(port);

void f(void) { raw_spin_lock(&left); raw_spin_unlock(&left); }

void g(void)
{
	preempt_disable();
	raw_spin_lock(&right);
	raw_spin_unlock(&right);
	preempt_enable();
}
