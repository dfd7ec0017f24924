/* SPDX-License-Identifier: MIT
 *
 * Each way out restores them.
 */
#include "nuttx.h"

static int depth;

int queue_pop(void)
{
	irqstate_t flags = enter_critical_section();

	if (!depth) {
		leave_critical_section(flags);
		return -EAGAIN;
	}
	depth--;
	leave_critical_section(flags);
	return OK;
}
