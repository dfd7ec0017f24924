/* SPDX-License-Identifier: MIT
 *
 * What makes a semaphore says whether it is a mutex, which one task must not take twice, a recursive one, or a
 * signal.
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t ready, table;
struct journal { SemaphoreHandle_t lock; uint32_t rounds; };
static struct journal journal;

static void worker(void *arg)
{
	struct journal *j = arg;

	for (;;) {
		xSemaphoreTake(ready, portMAX_DELAY);
		xSemaphoreTakeRecursive(j->lock, portMAX_DELAY);
		xSemaphoreTakeRecursive(j->lock, portMAX_DELAY);
		j->rounds++;
		xSemaphoreGiveRecursive(j->lock);
		xSemaphoreGiveRecursive(j->lock);
		xSemaphoreTake(table, portMAX_DELAY);
		j->rounds++;
		xSemaphoreGive(table);
	}
}

int main(void)
{
	ready = xSemaphoreCreateBinary();
	table = xSemaphoreCreateMutex();
	journal.lock = xSemaphoreCreateRecursiveMutex();
	return xTaskCreate(worker, "worker", 128, &journal, 2, NULL) == pdPASS;
}
