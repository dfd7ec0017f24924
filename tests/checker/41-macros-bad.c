/* SPDX-License-Identifier: MIT
 *
 * A macro that locks: the report is about where it is used and shows where it is
 * written; so is a statement expression.
 *
 * expect: block-in-atomic: bad.c:26:
 * expect: block-in-atomic: bad.c:31:
 * chain: bad.c:16: use: in expansion of macro `TAKE`
 * chain: bad.c:18: use: in expansion of macro `WITH_LOCK`
 * chain: bad.c:22: fetch: in expansion of macro `FETCH`
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

#define TAKE(l) spin_lock(l)
#define WITH_LOCK(l, what) do {		\
		TAKE(l);		\
		what;			\
		spin_unlock(l);		\
	} while (0)
#define FETCH(p) ({ int value_; spin_lock(&t); value_ = *(p); sleep_ms(1); spin_unlock(&t); value_; })

void use(void)
{
	WITH_LOCK(&t, sleep_ms(1));
}

int fetch(int *p)
{
	return FETCH(p);
}
