/* SPDX-License-Identifier: MIT
 *
 * Released first.
 */
#include "case.h"

static raw_spinlock_t queue HF_HELD_IN(no_preempt);

void drain(void)
{
	preempt_disable();
	raw_spin_lock(&queue);
	raw_spin_unlock(&queue);
	preempt_enable();
}
