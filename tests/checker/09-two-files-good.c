/* SPDX-License-Identifier: MIT
 *
 * A static lock of the same name in the other file is another lock.
 *
 * with: 09-two-files-other.c
 */
#include "case.h"

raw_spinlock_t shared HF_HELD_IN(no_preempt);
static raw_spinlock_t local HF_HELD_IN(preemptible);

void other_poll(void);

void here(void)
{
	raw_spin_lock(&local);
	raw_spin_unlock(&local);
	preempt_disable();
	other_poll();
	preempt_enable();
}
