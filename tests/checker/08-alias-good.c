/* SPDX-License-Identifier: MIT
 *
 * An alias that may be either of two locks is followed on each path: only `a` is
 * taken with preemption off, and only `b` without.
 */
#include "case.h"

static raw_spinlock_t a HF_HELD_IN(no_preempt);
static raw_spinlock_t b HF_HELD_IN(preemptible);

void either(bool quiet)
{
	raw_spinlock_t *l = &b;

	if (quiet) {
		preempt_disable();
		l = &a;
	}
	raw_spin_lock(l);
	raw_spin_unlock(l);
	if (quiet)
		preempt_enable();
}
