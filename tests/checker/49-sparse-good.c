/* SPDX-License-Identifier: MIT
 *
 * The same without the faults.
 *
 * args: --model sparse --model 49-sparse.ini --require-closed
 */
#include "49-sparse.h"

static struct sleeper turn;

void forgets(struct device *d, int n)
{
	spin_lock(&d->lock);
	if (n) {
		spin_unlock(&d->lock);
		return;
	}
	spin_unlock(&d->lock);
}

void lacks(struct device *d)
{
	struct device *same = d;

	spin_lock(&d->lock);
	needs(1, d);
	needs_too(d);
	held_here(same);
	d->users++;
	spin_unlock(&d->lock);
}

void sleeps(struct device *d)
{
	poll_lock(d);
	__release(&d->lock);
	wait_ms(1);
}

void twice(struct device *d)
{
	poll_lock(d);
	__release(&d->lock);
	poll_lock(d);
	spin_unlock(&d->lock);
}

static void hands_over(struct device *d) __acquires(&d->lock);
static void hands_over(struct device *d)
{
	spin_lock(&d->lock);
}

void tries(struct device *d)
{
	if (!try_both(&d->lock))
		hands_over(d);
	unrelated(&d->lock);
	spin_unlock(&d->lock);
}

void waits(void)
{
	sleeper_wait(&turn);
	sleeper_wake(&turn);
}
