/* SPDX-License-Identifier: MIT
 *
 * Two mutexes are taken in one order.
 *
 * model: freertos-mutex
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t bus;
struct device { SemaphoreHandle_t lock; uint32_t value; };

void device_write(struct device *d, uint32_t value)
{
	xSemaphoreTake(d->lock, portMAX_DELAY);
	xSemaphoreTake(bus, portMAX_DELAY);
	d->value = value;
	xSemaphoreGive(bus);
	xSemaphoreGive(d->lock);
}

void bus_scan(struct device *d)
{
	xSemaphoreTakeRecursive(d->lock, portMAX_DELAY);
	xSemaphoreTake(bus, portMAX_DELAY);
	d->value = 0;
	xSemaphoreGive(bus);
	xSemaphoreGiveRecursive(d->lock);
}
