/* SPDX-License-Identifier: MIT
 *
 * A watchdog's function, which the timer interrupt calls, takes a mutex.
 */
#include "nuttx.h"

static mutex_t dev_lock = NXMUTEX_INITIALIZER;
static struct wdog_s wdog;
struct work_s work;
static int dev_state;

static void poll_timeout(uintptr_t arg)
{
	nxmutex_lock(&dev_lock); // expect: block-in-atomic
	dev_state++;
	nxmutex_unlock(&dev_lock);
}

void poll_start(void)
{
	wd_start(&wdog, 10, poll_timeout, 0);
}
