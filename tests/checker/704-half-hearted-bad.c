/* SPDX-License-Identifier: MIT
 *
 * A helper that should give back its caller's lock and doesn't on one path: the helper is to blame, once,
 * and not each of those who rely on it.
 *
 * expect: lock-imbalance: `helps` returns with spinlock `s` held
 * count: 1
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
