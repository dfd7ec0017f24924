/* SPDX-License-Identifier: MIT
 *
 * The two sides are in two files.
 *
 * with: 09-two-files-other.c
 * expect: preempt-inversion: `shared`
 * not: `local`
 */
#include "case.h"

raw_spinlock_t shared HF_HELD_IN(no_preempt);
static raw_spinlock_t local HF_HELD_IN(preemptible);

void other_poll(void);

void here(void)
{
	raw_spin_lock(&shared);
	raw_spin_unlock(&shared);
	raw_spin_lock(&local);
	raw_spin_unlock(&local);
	preempt_disable();
	other_poll();
	preempt_enable();
}
