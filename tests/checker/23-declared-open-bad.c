/* SPDX-License-Identifier: MIT
 *
 * Declared to be held preemptibly, but all callers turn preemption off: one of the
 * two is wrong.
 *
 * expect: context-mismatch: `loose` is declared HF_HELD_IN(preemptible), but waited for in state no_preempt
 */
#include "case.h"

static raw_spinlock_t loose HF_HELD_IN(preemptible);

void f(void)
{
	preempt_disable();
	raw_spin_lock(&loose);
	raw_spin_unlock(&loose);
	preempt_enable();
}
