/* SPDX-License-Identifier: MIT
 *
 * Two functions take two mutexes in different orders.
 */
#include "rtthread.h"

static struct rt_mutex bus_lock, dev_lock;

void dev_reset(void)
{
	rt_mutex_take(&bus_lock, RT_WAITING_FOREVER);
	rt_mutex_take(&dev_lock, RT_WAITING_FOREVER); // expect: lock-order
	rt_mutex_release(&dev_lock);
	rt_mutex_release(&bus_lock);
}

void dev_write(void)
{
	rt_mutex_take(&dev_lock, RT_WAITING_FOREVER);
	rt_mutex_take(&bus_lock, RT_WAITING_FOREVER);
	rt_mutex_release(&bus_lock);
	rt_mutex_release(&dev_lock);
}
