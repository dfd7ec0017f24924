/* SPDX-License-Identifier: MIT
 *
 * Of a helper that should give back its caller's lock and doesn't on one path, the callers that
 * rely on it are blamed, each for itself.
 *
 * expect: lock-imbalance: `a` returns with spinlock `s` held
 * expect: lock-imbalance: `b` returns with spinlock `s` held
 * count: 2
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
int work(void) HF_TRUST("test: no locks");

static void helps(void)
{
	if (!work())
		return;
	spin_unlock(&s);
}
void a(void) { spin_lock(&s); helps(); }
void b(void) { spin_lock(&s); helps(); }
