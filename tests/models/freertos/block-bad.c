/* SPDX-License-Identifier: MIT
 *
 * What waits in a critical section, while the scheduler is suspended, in a timer's function and in
 * the idle hook.
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
		taskENTER_CRITICAL();
		xQueueReceive(samples, &value, portMAX_DELAY); // expect: block-in-atomic: `xQueueReceive` may block
		total += value;
		taskEXIT_CRITICAL();
		vTaskSuspendAll();
		xSemaphoreTake(bus, pdMS_TO_TICKS(5)); // expect: block-in-atomic: in state no_preempt
		total = 0;
		xTaskResumeAll();
	}
}

/* The timers' task runs it, and all other timers wait for it. */
static void flush(TimerHandle_t timer)
{
	(void)timer;
	xEventGroupWaitBits(events, 1, pdTRUE, pdTRUE, 10); // expect: block-in-atomic: in state in_softirq
}

void vApplicationIdleHook(void)
{
	vTaskDelay(1); // expect: block-in-atomic: in state no_preempt
}

int main(void)
{
	TimerHandle_t timer = xTimerCreate("flush", pdMS_TO_TICKS(100), pdTRUE, NULL, flush);

	xTaskCreate(sampler, "sampler", 128, NULL, 1, NULL);
	return xTimerStart(timer, 0) == pdPASS;
}
