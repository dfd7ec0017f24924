/* SPDX-License-Identifier: MIT
 *
 * Waits for milliseconds in a critical section, on the CPU.
 */
#include "nuttx.h"

static volatile int lcd_pin;

void lcd_reset(void)
{
	irqstate_t flags = enter_critical_section();

	lcd_pin = 0;
	up_mdelay(20); // expect: slow-in-atomic
	lcd_pin = 1;
	leave_critical_section(flags);
}
