/* SPDX-License-Identifier: MIT
 *
 * Each usual way to write a trylock, and a sleep where it has succeeded.
 *
 * expect: block-in-atomic: bad.c:31:
 * expect: block-in-atomic: bad.c:40:
 * expect: block-in-atomic: bad.c:48:
 * expect: block-in-atomic: bad.c:56:
 * expect: block-in-atomic: bad.c:63:
 * expect: block-in-atomic: bad.c:73:
 * expect: block-in-atomic: bad.c:84:
 * expect: block-in-atomic: bad.c:94:
 * expect: block-in-atomic: bad.c:104:
 * chain: 29: wait_for_it: acquires the lock
 * count: 9
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);
static spinlock_t u HF_HELD_IN(no_preempt);

int try_one(spinlock_t *l) HF_TRY_ACQUIRES(1, l);
int try_error(spinlock_t *l) HF_TRY_ACQUIRES(0, l);
bool busy(void);
void cpu_relax(void);

void wait_for_it(void)
{
	while (!spin_trylock(&t))
		cpu_relax();
	sleep_ms(1);
	spin_unlock(&t);
}

void compared(void)
{
	if (try_one(&t) != 1)
		return;

	sleep_ms(1);
	spin_unlock(&t);
}

void negative(void)
{
	if (try_error(&t) < 0)
		return;
	sleep_ms(1);
	spin_unlock(&t);
}

void either(bool quick)
{
	if (quick || !spin_trylock(&t))
		return;
	sleep_ms(1);
	spin_unlock(&t);
}

void negated_or(bool quick)
{
	if (!(quick || try_error(&t))) {
		sleep_ms(1);
		spin_unlock(&t);
	}
}

void ternary(bool quick)
{
	bool got = quick ? false : spin_trylock(&t);

	if (got)
		sleep_ms(1);
	if (got)
		spin_unlock(&t);
}

void conjunction(bool quick)
{
	bool got = !quick && spin_trylock(&t);

	if (!got)
		return;
	sleep_ms(1);
	spin_unlock(&t);
}

void two(void)
{
	if (!spin_trylock(&t))
		return;
	if (try_one(&u) == 1)
		spin_unlock(&u);
	sleep_ms(1);
	spin_unlock(&t);
}

void again(void)
{
	int error;

	while ((error = try_error(&t)))
		cpu_relax();
	sleep_ms(1);
	spin_unlock(&t);
}
