/* SPDX-License-Identifier: MIT
 *
 * A semaphore as a signal is none of freertos-mutex's business, but nobody tells it.
 *
 * model: freertos-mutex
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t ready;
static uint32_t rounds;

static void worker(void *arg)
{
	(void)arg;
	for (;;) {
		xSemaphoreTake(ready, portMAX_DELAY); // expect: lock-recursion
		rounds++;
	}
}

int main(void)
{
	return xTaskCreate(worker, "worker", 128, NULL, 2, NULL) == pdPASS;
}
