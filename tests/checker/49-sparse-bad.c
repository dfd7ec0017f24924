/* SPDX-License-Identifier: MIT
 *
 * sparse's annotations, read as they are: in front of and behind declarators, on a
 * definition, as statements, by attribute and by macros that expand to nothing. What names
 * no lock is said to be not understood.
 *
 * args: --model sparse --model 49-sparse.ini --require-closed
 * expect: lock-imbalance: bad.c:28:
 * expect: requires: bad.c:38:
 * expect: requires: bad.c:39:
 * expect: requires: bad.c:40:
 * expect: guarded-by: bad.c:41:
 * expect: block-in-atomic: bad.c:47:
 * chain: poll_lock: in expansion of macro `__acquire`
 * expect: lock-recursion: 49-sparse.h:41:
 * expect: lock-recursion: bad.c:63:
 * expect: lock-recursion: bad.c:75:
 * expect: unresolved: bad.c:79:18: error: annotation `__must_hold(RCU)` is not understood
 */
#include "49-sparse.h"

static struct sleeper turn;

void forgets(struct device *d, int n)
{
	spin_lock(&d->lock);
	if (n)
		return;
	spin_unlock(&d->lock);
}

void lacks(struct device *d)
{
	struct device *same = d;

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	needs(1, d);
	needs_too(d);
	held_here(same);
	d->users++;
}

void sleeps(struct device *d)
{
	poll_lock(d);
	wait_ms(1);
	__release(&d->lock);
}

void twice(struct device *d)
{
	poll_lock(d);

	poll_lock(d);
	spin_unlock(&d->lock);
}

static void hands_over(struct device *d) __acquires(&d->lock);
static void hands_over(struct device *d)
{
	if (d)
		spin_lock(&d->lock);
}

void tries(struct device *d)
{
	if (try_both(&d->lock))
		hands_over(d);
	unrelated(&d->lock);
}

void waits(void)
{
	sleeper_wait(&turn); sleeper_wait(&turn);
	sleeper_wake(&turn);
}

void reads(void) __must_hold(RCU);
