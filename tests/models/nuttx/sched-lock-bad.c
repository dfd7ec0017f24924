/* SPDX-License-Identifier: MIT
 *
 * Sleeps with the scheduler locked.
 */
#include "nuttx.h"

static volatile int led;

void led_blink(void)
{
	sched_lock();
	led = 1;
	nxsig_usleep(1000); // expect: block-in-atomic: `nxsig_usleep`
	led = 0;
	sched_unlock();
}
