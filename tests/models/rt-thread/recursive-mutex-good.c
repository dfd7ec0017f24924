/* SPDX-License-Identifier: MIT
 *
 * The holder of a mutex may take it again, and gives it back as often.
 */
#include "rtthread.h"

static struct rt_mutex lock;
static int depth;

static void inner(void)
{
	rt_mutex_take(&lock, RT_WAITING_FOREVER);
	depth++;
	rt_mutex_release(&lock);
}

void outer(void)
{
	rt_mutex_take(&lock, RT_WAITING_FOREVER);
	inner();
	rt_mutex_release(&lock);
}
