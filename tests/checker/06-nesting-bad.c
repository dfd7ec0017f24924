/* SPDX-License-Identifier: MIT
 *
 * The second enable is the one that lets others in.
 *
 * expect: preempt-inversion: spinlock `map`
 */
#include "case.h"

static spinlock_t map HF_HELD_IN(no_preempt);

void change(void)
{
	preempt_disable();
	spin_lock(&map);
	preempt_enable();
	preempt_enable();
	preempt_disable();
	spin_unlock(&map);
}
