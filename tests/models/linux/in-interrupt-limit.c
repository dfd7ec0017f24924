/* SPDX-License-Identifier: MIT
 *
 * Who asks in which context he is, and sleeps in a thread only, is right in both.  What he asked is not known.
 */
#include "linux.h"

static int level;

static void *sample_new(void)
{
	return kmalloc(64, in_interrupt() ? GFP_ATOMIC : GFP_KERNEL); // expect: block-in-atomic
}

static void settle(void)
{
	if (!in_atomic())
		msleep(1);
	level++;
}

static void sample(struct timer_list *t)
{
	kfree(sample_new());
}

void sample_start(struct timer_list *timer)
{
	timer_setup(timer, sample, 0);
	kfree(sample_new());
	settle();
}
