/* SPDX-License-Identifier: MIT
 *
 * With freertos-mutex a take that gives up is taken for one that has the mutex.
 *
 * model: freertos-mutex
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t bus;
static uint32_t missed;

int bus_touch(void)
{
	if (xSemaphoreTake(bus, pdMS_TO_TICKS(10)) != pdTRUE) {
		missed++;
		return -1; // expect: lock-imbalance: `bus_touch` returns with
	}
	xSemaphoreGive(bus);
	return 0;
}
