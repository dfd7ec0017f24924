/* SPDX-License-Identifier: MIT
 *
 * The scheduler is locked for what must stay together alone.
 */
#include "nuttx.h"

static volatile int led;

void led_blink(void)
{
	sched_lock();
	led = 1;
	sched_unlock();
	nxsig_usleep(1000);
	led = 0;
}
