/* SPDX-License-Identifier: MIT
 *
 * K_NO_WAIT and K_FOREVER are records with one number in them.
 */
#include "kernel.h"

static struct k_msgq samples;

static void sample(struct k_timer *timer)
{
	static unsigned int n;

	(void)timer;
	n++;
	k_msgq_put(&samples, &n, K_FOREVER); // expect: block-in-atomic: `k_msgq_put`
}
K_TIMER_DEFINE(clock, sample, NULL);
