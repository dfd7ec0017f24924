/* SPDX-License-Identifier: MIT
 *
 * Sleeps with the scheduler locked.
 */
#include "rtthread.h"

static volatile int led;

void led_blink(void)
{
	rt_enter_critical();
	led = 1;
	rt_thread_mdelay(1); // expect: block-in-atomic: `rt_thread_mdelay`
	led = 0;
	rt_exit_critical();
}
