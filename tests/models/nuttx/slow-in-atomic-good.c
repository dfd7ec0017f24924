/* SPDX-License-Identifier: MIT
 *
 * Waits for them outside.
 */
#include "nuttx.h"

static volatile int lcd_pin;

void lcd_reset(void)
{
	irqstate_t flags = enter_critical_section();

	lcd_pin = 0;
	leave_critical_section(flags);
	up_mdelay(20);
	lcd_pin = 1;
}
