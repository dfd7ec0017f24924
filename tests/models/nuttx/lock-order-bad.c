/* SPDX-License-Identifier: MIT
 *
 * Two of a driver's functions take its mutexes in different orders.
 */
#include "nuttx.h"

static mutex_t bus_lock = NXMUTEX_INITIALIZER;
static mutex_t dev_lock = NXMUTEX_INITIALIZER;

int dev_reset(void)
{
	nxmutex_lock(&bus_lock);
	nxmutex_lock(&dev_lock); // expect: lock-order
	nxmutex_unlock(&dev_lock);
	nxmutex_unlock(&bus_lock);
	return OK;
}

int dev_write(void)
{
	nxmutex_lock(&dev_lock);
	nxmutex_lock(&bus_lock);
	nxmutex_unlock(&bus_lock);
	nxmutex_unlock(&dev_lock);
	return OK;
}
