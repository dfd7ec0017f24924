/* SPDX-License-Identifier: MIT
 *
 * Masks nest: one enable of two leaves preemption off, and the spinlock's own mask
 * counts too.
 */
#include "case.h"

static spinlock_t map HF_HELD_IN(no_preempt);

void change(void)
{
	preempt_disable();
	spin_lock(&map);
	preempt_disable();
	preempt_enable();
	preempt_enable();
	spin_unlock(&map);
}
