/* SPDX-License-Identifier: MIT
 *
 * A timer's function, which the tick's interrupt calls, takes a mutex.
 */
#include "rtthread.h"

static struct rt_mutex dev_lock;
static struct rt_timer timer;
struct rt_work work;
static int samples;

static void sample(void *parameter)
{
	rt_mutex_take(&dev_lock, RT_WAITING_FOREVER); // expect: block-in-atomic
	samples++;
	rt_mutex_release(&dev_lock);
}

void sample_start(void)
{

	rt_timer_init(&timer, "sample", sample, RT_NULL, 10, RT_TIMER_FLAG_PERIODIC);
	rt_timer_start(&timer);
}
