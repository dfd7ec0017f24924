/* SPDX-License-Identifier: MIT
 *
 * Both take the device's mutex first.
 */
#include "nuttx.h"

static mutex_t bus_lock = NXMUTEX_INITIALIZER;
static mutex_t dev_lock = NXMUTEX_INITIALIZER;

int dev_reset(void)
{
	nxmutex_lock(&dev_lock);
	nxmutex_lock(&bus_lock);
	nxmutex_unlock(&bus_lock);
	nxmutex_unlock(&dev_lock);
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
