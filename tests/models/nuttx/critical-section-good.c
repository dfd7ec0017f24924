/* SPDX-License-Identifier: MIT
 *
 * Waits before and after the critical section, and only looks inside.
 */
#include "nuttx.h"

static sem_t fifo_items;
static int fifo_head;

int fifo_get(void)
{
	irqstate_t flags;
	int item;

	nxsem_wait(&fifo_items);
	flags = enter_critical_section();
	item = fifo_head++;
	nxsem_post(&fifo_items);
	leave_critical_section(flags);
	return item;
}
