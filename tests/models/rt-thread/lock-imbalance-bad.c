/* SPDX-License-Identifier: MIT
 *
 * An error returns with the mutex.
 */
#include "rtthread.h"

static struct rt_mutex lock;
static int used;

int reserve(int len)
{
	if (rt_mutex_trytake(&lock) != RT_EOK)
		return -1;

	if (len > 16)
		return -1; // expect: lock-imbalance

	used += len;
	rt_mutex_release(&lock);
	return 0;
}
