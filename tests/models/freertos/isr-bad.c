/* SPDX-License-Identifier: MIT
 *
 * An interrupt handler and the tick hook call what only tasks may call.
 */
#include "FreeRTOS.h"

static QueueHandle_t received;
static SemaphoreHandle_t done;
static TaskHandle_t reader;
static StreamBufferHandle_t trace;
static uint8_t copy;

static void later(void *arg, uint32_t value)
{
	(void)arg;
	xSemaphoreTake(done, portMAX_DELAY); // expect: block-in-atomic: in state in_softirq
}

void UART0_IRQHandler(void)
{
	uint8_t byte = *(volatile uint8_t *)0x40000000;
	BaseType_t woken = pdFALSE;

	xQueueSend(received, &byte, 0);         // expect: effect-in-context: `xQueueGenericSend` is for tasks only
	xSemaphoreGive(done);                   // expect: effect-in-context
	xTaskNotifyGive(reader);                // expect: effect-in-context: `xTaskGenericNotify`
	xStreamBufferSend(trace, &byte, 1, 10); // expect: block-in-atomic: in state in_irq
	xTimerPendFunctionCallFromISR(later, NULL, 0, &woken);
	portYIELD_FROM_ISR(woken);
}

/* Registered by name alone. */
void vApplicationTickHook(void)
{
	BaseType_t woken = pdFALSE;

	copy++;
	vTaskResume(reader); // expect: effect-in-context: `vTaskResume`
	(void)woken;
}
