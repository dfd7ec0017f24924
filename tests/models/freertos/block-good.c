/* SPDX-License-Identifier: MIT
 *
 * The same with the waits outside, and with timeouts of 0 where nothing may wait.
 */
#include "FreeRTOS.h"

static QueueHandle_t samples;
static SemaphoreHandle_t bus;
static EventGroupHandle_t events;
static uint32_t total;

static void sampler(void *arg)
{
	uint32_t value;

	(void)arg;
	for (;;) {
		xQueueReceive(samples, &value, portMAX_DELAY);
		taskENTER_CRITICAL();
		total += value;
		taskEXIT_CRITICAL();
		xSemaphoreTake(bus, pdMS_TO_TICKS(5));
		vTaskSuspendAll();
		xSemaphoreTake(bus, 0);
		total = 0;
		xTaskResumeAll();
	}
}

/* The timers' task runs it, and all other timers wait for it. */
static void flush(TimerHandle_t timer)
{
	(void)timer;
	xEventGroupWaitBits(events, 1, pdTRUE, pdTRUE, 0);
}

void vApplicationIdleHook(void)
{
	total++;
}

int main(void)
{
	TimerHandle_t timer = xTimerCreate("flush", pdMS_TO_TICKS(100), pdTRUE, NULL, flush);

	xTaskCreate(sampler, "sampler", 128, NULL, 1, NULL);
	return xTimerStart(timer, 0) == pdPASS;
}
