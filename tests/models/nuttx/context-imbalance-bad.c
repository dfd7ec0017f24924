/* SPDX-License-Identifier: MIT
 *
 * One way out leaves interrupts off.
 */
#include "nuttx.h"

static int depth;

int queue_pop(void)
{
	irqstate_t flags = enter_critical_section();

	if (!depth)
		return -EAGAIN; // expect: context-imbalance
	depth--;
	leave_critical_section(flags);
	return OK;
}
