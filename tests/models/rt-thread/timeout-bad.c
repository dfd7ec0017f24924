/* SPDX-License-Identifier: MIT
 *
 * Waits for a message with interrupts off.
 */
#include "rtthread.h"

static struct rt_messagequeue mq;

int drain(void)
{
	int item = 0;
	rt_base_t level = rt_hw_interrupt_disable();

	rt_mq_recv(&mq, &item, sizeof(item), RT_WAITING_FOREVER); // expect: block-in-atomic

	rt_hw_interrupt_enable(level);
	return item;
}
