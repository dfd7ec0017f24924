/* SPDX-License-Identifier: MIT
 *
 * The same forms, each with the sleep where the trylock has failed, or behind the
 * unlock.
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);
static spinlock_t u HF_HELD_IN(no_preempt);

int try_one(spinlock_t *l) HF_TRY_ACQUIRES(1, l);
int try_error(spinlock_t *l) HF_TRY_ACQUIRES(0, l);
bool busy(void);

void wait_for_it(void)
{
	while (!spin_trylock(&t))
		sleep_ms(1);
	spin_unlock(&t);
}

void compared(void)
{
	if (try_one(&t) != 1) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
	if (spin_trylock(&t) == 0) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}

void negative(void)
{
	if (try_error(&t) < 0) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
	if (try_error(&t) >= 0)
		spin_unlock(&t);
	sleep_ms(1);
}

void either(bool quick)
{
	if (quick || !spin_trylock(&t)) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}

void negated_or(bool quick)
{
	if (!(quick || try_error(&t)))
		spin_unlock(&t);
	else
		sleep_ms(1);
}

void hinted(bool quick)
{
	if (__builtin_expect(!!(!quick && spin_trylock(&t)), 1)) {
		spin_unlock(&t);
		return;
	}
	sleep_ms(1);
}

void ternary(bool quick)
{
	bool got = quick ? false : spin_trylock(&t);

	if (!got)
		sleep_ms(1);
	if (got)
		spin_unlock(&t);
}

void conjunction(bool quick)
{
	bool got = !quick && spin_trylock(&t);

	if (!got) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}

void two(void)
{
	if (!spin_trylock(&t))
		return;
	if (try_one(&u) == 1)
		spin_unlock(&u);
	spin_unlock(&t);
	sleep_ms(1);
}

void both(void)
{
	if (busy() && spin_trylock(&t)) {
		if (spin_trylock(&u)) {
			spin_unlock(&u);
			spin_unlock(&t);
			sleep_ms(1);
			return;
		}
		spin_unlock(&t);
	}
	sleep_ms(1);
}

void again(void)
{
	int error;

	while ((error = try_error(&t)))
		sleep_ms(1);
	spin_unlock(&t);
}

int passed_on(void)
{
	int error = try_error(&t);

	if (error)
		return error;
	spin_unlock(&t);
	return 0;
}
