/* SPDX-License-Identifier: MIT
 *
 * Many callers of nxmutex_lock look at its result, many don't.  A model can only say that it has
 * the lock, or that it has it if the result is zero: here it is held behind the error as well.
 */
#include "nuttx.h"

static mutex_t lock = NXMUTEX_INITIALIZER;
static int used;

int reserve(void)
{
	int ret = nxmutex_lock(&lock);

	if (ret < 0)
		return ret; // expect: lock-imbalance
	used++;
	nxmutex_unlock(&lock);
	return OK;
}
