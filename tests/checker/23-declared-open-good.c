/* SPDX-License-Identifier: MIT
 *
 * A stricter context than declared is fine where the declared one is strict enough.
 */
#include "case.h"

static raw_spinlock_t tight HF_HELD_IN(no_preempt);

void f(void)
{
	unsigned long flags = irq_save();

	raw_spin_lock(&tight);
	raw_spin_unlock(&tight);
	irq_restore(flags);
}
