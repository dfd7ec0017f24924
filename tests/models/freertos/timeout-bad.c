/* SPDX-License-Identifier: MIT
 *
 * A take with a timeout may end without the mutex, one with portMAX_DELAY doesn't.
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t bus;
static uint32_t missed;

void bus_init(void)
{
	bus = xSemaphoreCreateMutex();
}

int bus_touch(void)
{
	if (xSemaphoreTake(bus, pdMS_TO_TICKS(10)) != pdTRUE)
		missed++;
	xSemaphoreGive(bus); // expect: lock-imbalance: `bus_touch` releases mutex `bus`
	return 0;
}

void bus_reset(void)
{
	xSemaphoreTake(bus, portMAX_DELAY);
	missed = 0;
	xSemaphoreGive(bus);
}
