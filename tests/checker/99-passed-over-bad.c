/* SPDX-License-Identifier: MIT
 *
 * Between two events lie only an assignment, calls in which nothing happens, and a branch on what nobody
 * follows: both of its ways are taken, and what the assignment says holds on either.
 *
 * expect: block-in-atomic: `sleep_ms` may block while spinlock `l` is held
 * expect: lock-recursion: spinlock `l` is waited for by its own holder
 * count: 2
 */
#include "case.h"

static spinlock_t l HF_HELD_IN(no_preempt);
static int total;

static void count(int by)
{
	total += by;
}

void wait_for(const char *at)
{
	int late;

	spin_lock(&l);
	late = 1;
	if (*at) {
		count(1);
	} else {
		count(2);
		sleep_ms(1);
	}
	if (late)
		spin_unlock(&l);
}

void take(const char *at)
{
	int late;

	spin_lock(&l);
	late = 0;
	while (at[1]) {
		count(*at++);
		if (*at) {
			spin_lock(&l);
			spin_unlock(&l);
		}
	}
	if (!late)
		spin_unlock(&l);
}
