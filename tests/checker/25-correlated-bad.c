/* SPDX-License-Identifier: MIT
 *
 * The two conditions are different ones: the lock may still be held at the sleep.
 *
 * expect: block-in-atomic: spinlock `t` is held
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

void f(bool lock, bool unlock)
{
	if (lock)
		spin_lock(&t);
	if (unlock)
		spin_unlock(&t);
	sleep_ms(1);
}
