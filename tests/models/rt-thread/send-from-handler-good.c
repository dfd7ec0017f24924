/* SPDX-License-Identifier: MIT
 *
 * A handler sends what there is room for.
 */
#include "rtthread.h"

static struct rt_messagequeue mq;

static void key_pressed(void *args)
{
	int key = 1;

	rt_mq_send(&mq, &key, sizeof(key));

}

void key_attach(void)
{
	rt_pin_attach_irq(3, 1, key_pressed, RT_NULL);
}
