/* SPDX-License-Identifier: MIT
 *
 * The result goes through a variable, a wrapper, a negation and a hint.
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

static bool wrapped(void) { return spin_trylock(&t); }
static int as_error(void) { return spin_trylock(&t) ? 0 : -16; }

void f(void)
{
	bool got = spin_trylock(&t);

	if (got != true)
		sleep_ms(1);
	else
		spin_unlock(&t);
}

void g(void)
{
	bool busy = !wrapped();

	if (__builtin_expect(busy, 0)) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}

void h(void)
{
	int error = as_error();

	if (error < 0) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}
