/* SPDX-License-Identifier: MIT
 *
 * The same, with the sleep behind the lock, and the loop's lock released in each round.
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

	preempt_disable();
	spin_lock(&l);
	late = 1;
	if (*at)
		count(1);
	else
		count(2);
	if (late)
		spin_unlock(&l);
	preempt_enable();
	if (!*at)
		sleep_ms(1);
}

void take(const char *at)
{
	int late;

	preempt_disable();
	late = 0;
	while (at[1]) {
		count(*at++);
		if (*at) {
			spin_lock(&l);
			spin_unlock(&l);
		}
	}
	if (!late)
		preempt_enable();
}
