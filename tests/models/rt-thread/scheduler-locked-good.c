/* SPDX-License-Identifier: MIT
 *
 * Sleeps when it is unlocked.
 */
#include "rtthread.h"

static volatile int led;

void led_blink(void)
{
	rt_enter_critical();
	led = 1;
	rt_exit_critical();
	rt_thread_mdelay(1);
	led = 0;
}
