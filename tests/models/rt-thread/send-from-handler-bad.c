/* SPDX-License-Identifier: MIT
 *
 * A handler waits for room in a queue.
 */
#include "rtthread.h"

static struct rt_messagequeue mq;

static void key_pressed(void *args)
{
	int key = 1;

	rt_mq_send_wait(&mq, &key, sizeof(key), 10); // expect: block-in-atomic

}

void key_attach(void)
{
	rt_pin_attach_irq(3, 1, key_pressed, RT_NULL);
}
