/* SPDX-License-Identifier: MIT
 *
 * It waits in the interrupt handler, of all places.
 */
#include "FreeRTOS.h"

static StreamBufferHandle_t trace;

static void trace_put(uint8_t byte)
{
	BaseType_t woken = pdFALSE;

	if (xPortIsInsideInterrupt())
		xStreamBufferSend(trace, &byte, 1, 10); // expect: block-in-atomic: in state in_irq
	else
		xStreamBufferSendFromISR(trace, &byte, 1, &woken);
}

void trace_start(void)
{
	trace_put(0);
}

void UART0_IRQHandler(void)
{
	trace_put(*(volatile uint8_t *)0x40000000);
}
