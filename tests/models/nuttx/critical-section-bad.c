/* SPDX-License-Identifier: MIT
 *
 * Waits with interrupts off.
 */
#include "nuttx.h"

static sem_t fifo_items;
static int fifo_head;

int fifo_get(void)
{
	irqstate_t flags = enter_critical_section();
	int item;

	nxsem_wait(&fifo_items); // expect: block-in-atomic: `nxsem_wait`
	item = fifo_head++;
	leave_critical_section(flags);
	return item;
}
