/* SPDX-License-Identifier: MIT
 *
 * With RT_WAITING_NO a mutex is only tried: that may be done anywhere, and may fail.
 */
#include "rtthread.h"

static struct rt_mutex lock;
static int seen;

void look(void)
{
	rt_enter_critical();
	if (rt_mutex_take(&lock, RT_WAITING_NO) == RT_EOK) {
		seen++;
		rt_mutex_release(&lock);
	}
	rt_exit_critical();
}
