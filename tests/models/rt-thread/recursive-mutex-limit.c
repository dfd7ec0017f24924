/* SPDX-License-Identifier: MIT
 *
 * The holder of a mutex of RT-Thread may take it again.  There is no such kind of lock.
 */
#include "rtthread.h"

static struct rt_mutex lock;
static int depth;

static void inner(void)
{
	rt_mutex_take(&lock, RT_WAITING_FOREVER); // expect: lock-recursion
	depth++;
	rt_mutex_release(&lock);
}

void outer(void)
{
	rt_mutex_take(&lock, RT_WAITING_FOREVER);
	inner();
	rt_mutex_release(&lock);
}
