/* SPDX-License-Identifier: MIT
 *
 * Without the name they are two.
 */
#include "case.h"

static raw_spinlock_t left HF_HELD_IN(preemptible);
static raw_spinlock_t right HF_HELD_IN(no_preempt);

void f(void) { raw_spin_lock(&left); raw_spin_unlock(&left); }

void g(void)
{
	preempt_disable();
	raw_spin_lock(&right);
	raw_spin_unlock(&right);
	preempt_enable();
}
