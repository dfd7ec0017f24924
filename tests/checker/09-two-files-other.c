/* SPDX-License-Identifier: MIT
 *
 * The other file of 09.
 */
#include "case.h"

extern raw_spinlock_t shared;
static raw_spinlock_t local HF_HELD_IN(no_preempt);

void other_poll(void)
{
	raw_spin_lock(&shared);
	raw_spin_unlock(&shared);
	raw_spin_lock(&local);
	raw_spin_unlock(&local);
}
