/* SPDX-License-Identifier: MIT
 *
 * Each way out restores them.
 */
#include "rtthread.h"

static int depth;

int queue_pop(void)
{
	rt_base_t level = rt_hw_interrupt_disable();

	if (!depth) {
		rt_hw_interrupt_enable(level);
		return -1;
	}
	depth--;
	rt_hw_interrupt_enable(level);
	return 0;
}
