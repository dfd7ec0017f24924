/* SPDX-License-Identifier: MIT
 *
 * The same helper, a different lock on each side.
 */
#include "case.h"

static raw_spinlock_t hot HF_HELD_IN(preemptible);
static raw_spinlock_t cold HF_HELD_IN(no_preempt);

static void with(raw_spinlock_t *l) { raw_spin_lock(l); raw_spin_unlock(l); }
static void locked(raw_spinlock_t *l) { with(l); }

void one(void) { locked(&hot); }

void two(void)
{
	preempt_disable();
	locked(&cold);
	preempt_enable();
}
