/* SPDX-License-Identifier: MIT
 *
 * A timer's function is called by a thread if the timer is made so, and else by the tick's interrupt.
 */
#include "rtthread.h"

#define RT_TIMER_FLAG_SOFT_TIMER 4

static struct rt_mutex lock;
static struct rt_timer timer;
static int samples;

static void sample(void *parameter)
{
	rt_mutex_take(&lock, RT_WAITING_FOREVER); // expect: block-in-atomic
	samples++;
	rt_mutex_release(&lock);
}

void sample_start(void)
{
	rt_timer_init(&timer, "sample", sample, RT_NULL, 10, RT_TIMER_FLAG_PERIODIC);
	rt_timer_start(&timer);
}
