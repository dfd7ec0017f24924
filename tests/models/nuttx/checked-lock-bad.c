/* SPDX-License-Identifier: MIT
 *
 * Some callers of nxmutex_lock look at its result, others don't: a failed lock is not held where somebody
 * looks, and one that nobody looks at is.
 */
#include "nuttx.h"

static mutex_t lock = NXMUTEX_INITIALIZER;
static int used;

int reserve(void)
{
	int ret = nxmutex_lock(&lock);

	if (ret < 0) {
		nxmutex_unlock(&lock); // expect: lock-imbalance: releases mutex `lock`
		return ret;
	}
	used++;
	nxmutex_unlock(&lock);
	return OK;
}

void forget(void)
{
	nxmutex_lock(&lock);
	used = 0;
	nxmutex_unlock(&lock);
}
