/* SPDX-License-Identifier: MIT
 *
 * The result is tested the wrong way round.
 *
 * expect: block-in-atomic: spinlock `t` is held
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

void f(void)
{
	bool got = spin_trylock(&t);

	if (got == true)
		sleep_ms(1);
}
