/* SPDX-License-Identifier: MIT
 *
 * Looks for a message with interrupts off, and doesn't wait.
 */
#include "rtthread.h"

static struct rt_messagequeue mq;

int drain(void)
{
	int item = 0;
	rt_base_t level = rt_hw_interrupt_disable();

	rt_mq_recv(&mq, &item, sizeof(item), RT_WAITING_NO);

	rt_hw_interrupt_enable(level);
	return item;
}
