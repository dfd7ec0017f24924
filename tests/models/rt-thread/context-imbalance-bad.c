/* SPDX-License-Identifier: MIT
 *
 * One way out leaves interrupts off.
 */
#include "rtthread.h"

static int depth;

int queue_pop(void)
{
	rt_base_t level = rt_hw_interrupt_disable();

	if (!depth)
		return -1; // expect: context-imbalance
	depth--;
	rt_hw_interrupt_enable(level);
	return 0;
}
