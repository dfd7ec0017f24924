/* SPDX-License-Identifier: MIT
 *
 * K_NO_WAIT is a record, which no condition looks into: it is taken for a wait.
 */
#include "kernel.h"

static struct k_msgq samples;

static void sample(struct k_timer *timer)
{
	static unsigned int n;

	(void)timer;
	n++;
	k_msgq_put(&samples, &n, K_NO_WAIT); // expect: block-in-atomic: `k_msgq_put`
}
K_TIMER_DEFINE(clock, sample, NULL);
