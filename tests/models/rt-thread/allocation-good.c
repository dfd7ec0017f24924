/* SPDX-License-Identifier: MIT
 *
 * Allocates before the handler needs it.
 */
#include "rtthread.h"

static void *buffer;

static void rx_isr(int vector, void *param)
{

	if (!buffer)
		return;
	((char *)buffer)[0] = 1;

}

void rx_attach(void)
{
	buffer = rt_malloc(64);
	rt_hw_interrupt_install(7, rx_isr, RT_NULL, "rx");
}
