/* SPDX-License-Identifier: MIT
 *
 * sparse's conditional locks: the value of the macro, and of the function, says whether
 * there is a lock.
 *
 * args: --model sparse --model 75-cond-lock.ini --require-closed
 * expect: lock-imbalance: bad.c:21:
 * expect: lock-imbalance: bad.c:29:
 * expect: block-in-atomic: bad.c:36:
 * chain: in expansion of macro `last_and_lock`
 * expect: lock-imbalance: bad.c:45:
 * expect: block-in-atomic: bad.c:52:
 * expect: unresolved: annotation `__cond_lock(& p -> first, n)` is not understood
 * count: 6
 */
#include "75-cond-lock.h"

void forgets(struct pair *p)
{
	if (spin_trylock(&p->first))
		return;
}

void unlocks_too_much(struct pair *p)
{
	if (!spin_trylock(&p->first)) {


		spin_unlock(&p->first);
		return;
	}
	spin_unlock(&p->first);
	int got = last_and_lock(&p->first.v, &p->second);

	if (got) {
		wait_ms(1);
		spin_unlock(&p->second);
	}
}

void forgets_both(struct pair *p)
{
	if (both_trylock(&p->first))
		p->second.v = 0;
}

void sleeps(struct pair *p)
{
	if (!header_try(p))
		return;

	wait_ms(1);
	spin_unlock(&p->first);
}

int not_a_call(struct pair *p, int n)
{
	return __cond_lock(&p->first, n);
}
