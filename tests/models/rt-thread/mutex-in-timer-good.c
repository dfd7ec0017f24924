/* SPDX-License-Identifier: MIT
 *
 * The timer's function hands the work to a thread.
 */
#include "rtthread.h"

static struct rt_mutex dev_lock;
static struct rt_timer timer;
struct rt_work work;
static int samples;

static void collect(struct rt_work *work, void *work_data)
{
	rt_mutex_take(&dev_lock, RT_WAITING_FOREVER);
	samples++;
	rt_mutex_release(&dev_lock);
}

static void sample(void *parameter)
{
	rt_work_submit(&work, 0);
}

void sample_start(void)
{
	rt_work_init(&work, collect, RT_NULL);

	rt_timer_init(&timer, "sample", sample, RT_NULL, 10, RT_TIMER_FLAG_PERIODIC);
	rt_timer_start(&timer);
}
