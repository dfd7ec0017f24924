/* SPDX-License-Identifier: MIT
 *
 * Each way out gives the mutex back.
 */
#include "nuttx.h"

static mutex_t lock = NXMUTEX_INITIALIZER;
static int used;

int reserve(int len)
{
	int ret = nxmutex_timedlock(&lock, 100);

	if (ret < 0)
		return ret;

	if (len > 16) {
		nxmutex_unlock(&lock);
		return -22;
	}

	used += len;
	nxmutex_unlock(&lock);
	return OK;
}
