/* SPDX-License-Identifier: MIT
 *
 * Macros and statement expressions that lock, and let go before the sleep.
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

#define TAKE(l) spin_lock(l)
#define WITH_LOCK(l, what) do {		\
		TAKE(l);		\
		what;			\
		spin_unlock(l);		\
	} while (0)
#define FETCH(p) ({ int value_; spin_lock(&t); value_ = *(p); spin_unlock(&t); sleep_ms(1); value_; })
#define TRY(l) ({ bool ok_ = spin_trylock(l); if (!ok_) sleep_ms(1); ok_; })

static int n;

void use(void)
{
	WITH_LOCK(&t, n++);
	sleep_ms(1);
}

int fetch(int *p)
{
	return FETCH(p);
}

void try_it(void)
{
	if (!TRY(&t))
		return;
	spin_unlock(&t);
	sleep_ms(1);
}
