/* SPDX-License-Identifier: MIT
 *
 * An interrupt handler and the tick hook with the forms that are made for them.
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
	xSemaphoreTake(done, 0);
}

void UART0_IRQHandler(void)
{
	uint8_t byte = *(volatile uint8_t *)0x40000000;
	BaseType_t woken = pdFALSE;

	xQueueSendFromISR(received, &byte, &woken);
	xSemaphoreGiveFromISR(done, &woken);
	vTaskNotifyGiveFromISR(reader, &woken);
	xStreamBufferSendFromISR(trace, &byte, 1, &woken);
	xTimerPendFunctionCallFromISR(later, NULL, 0, &woken);
	portYIELD_FROM_ISR(woken);
}

/* Registered by name alone. */
void vApplicationTickHook(void)
{
	BaseType_t woken = pdFALSE;

	copy++;
	vTaskNotifyGiveFromISR(reader, &woken);
	(void)woken;
}
