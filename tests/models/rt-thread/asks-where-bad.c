/* SPDX-License-Identifier: MIT
 *
 * It waits in the handler, of all places.
 */
#include "rtthread.h"

static rt_sem_t room;
static int keys;

static void key_count(void)
{
	if (rt_interrupt_get_nest() != 0)
		rt_sem_take(room, RT_WAITING_FOREVER); // expect: block-in-atomic: `rt_sem_take` may block while in state in_irq
	keys++;
}

void key_simulate(void)
{
	key_count();
}

static void key_pressed(void *args)
{
	key_count();
}

void key_attach(void)
{
	rt_pin_attach_irq(3, 1, key_pressed, RT_NULL);
}
