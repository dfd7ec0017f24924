/* SPDX-License-Identifier: MIT
 *
 * An error returns with the mutex.
 */
#include "nuttx.h"

static mutex_t lock = NXMUTEX_INITIALIZER;
static int used;

int reserve(int len)
{
	int ret = nxmutex_timedlock(&lock, 100);

	if (ret < 0)
		return ret;

	if (len > 16)
		return -22; // expect: lock-imbalance

	used += len;
	nxmutex_unlock(&lock);
	return OK;
}
