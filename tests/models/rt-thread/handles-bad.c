/* SPDX-License-Identifier: MIT
 *
 * Mutexes that were made at run time are taken in different orders, and one of them with the
 * scheduler locked.
 */
#include "rtthread.h"

static rt_mutex_t bus_lock, dev_lock;

void dev_reset(void)
{
	rt_mutex_take(bus_lock, RT_WAITING_FOREVER);
	rt_mutex_take(dev_lock, RT_WAITING_FOREVER); // expect: lock-order
	rt_mutex_release(dev_lock);
	rt_mutex_release(bus_lock);
}

void dev_poll(void)
{
	rt_enter_critical();
	rt_mutex_take(dev_lock, RT_WAITING_FOREVER); // expect: block-in-atomic
	rt_mutex_release(dev_lock);
	rt_exit_critical();
}

void dev_write(void)
{
	rt_mutex_take(dev_lock, RT_WAITING_FOREVER);
	rt_mutex_take(bus_lock, RT_WAITING_FOREVER);
	rt_mutex_release(bus_lock);
	rt_mutex_release(dev_lock);
}

void dev_init(void)
{
	bus_lock = rt_mutex_create("bus", 0);
	dev_lock = rt_mutex_create("dev", 0);
}
