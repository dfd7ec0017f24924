/* SPDX-License-Identifier: MIT
 *
 * Allocates in a handler.
 */
#include "rtthread.h"

static void *buffer;

static void rx_isr(int vector, void *param)
{

	if (!buffer)
		buffer = rt_malloc(64); // expect: effect-in-context

}

void rx_attach(void)
{
	buffer = rt_malloc(64);
	rt_hw_interrupt_install(7, rx_isr, RT_NULL, "rx");
}
