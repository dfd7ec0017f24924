/* SPDX-License-Identifier: MIT
 *
 * With RT_WAITING_NO a mutex is only tried.  Whether a lock is waited for cannot depend on an
 * argument, as may-block can.
 */
#include "rtthread.h"

static struct rt_mutex lock;
static int seen;

void look(void)
{
	rt_enter_critical();
	rt_mutex_take(&lock, RT_WAITING_NO); // expect: block-in-atomic
	seen++;
	rt_mutex_release(&lock);
	rt_exit_critical();
}
