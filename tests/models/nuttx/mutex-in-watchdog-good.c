/* SPDX-License-Identifier: MIT
 *
 * The watchdog's function hands the work to the work queue, which may sleep.
 */
#include "nuttx.h"

static mutex_t dev_lock = NXMUTEX_INITIALIZER;
static struct wdog_s wdog;
struct work_s work;
static int dev_state;

static void poll_work(void *arg)
{
	nxmutex_lock(&dev_lock);
	dev_state++;
	nxmutex_unlock(&dev_lock);
}

static void poll_timeout(uintptr_t arg)
{
	work_queue(LPWORK, &work, poll_work, NULL, 0);
}

void poll_start(void)
{
	wd_start(&wdog, 10, poll_timeout, 0);
}
