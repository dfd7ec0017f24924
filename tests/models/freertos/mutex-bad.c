/* SPDX-License-Identifier: MIT
 *
 * A return with the mutex, the wrong mutex given back, and a mutex that its own holder waits for.
 *
 * model: freertos-mutex
 */
#include "FreeRTOS.h"

static SemaphoreHandle_t table, journal;
static uint32_t entries;

int table_add(uint32_t most)
{
	xSemaphoreTake(table, portMAX_DELAY);
	if (entries == most) {
		return -1; // expect: lock-imbalance: `table_add` returns with
	}
	entries++;
	xSemaphoreGive(table);
	return 0;
}

void journal_write(void)
{
	xSemaphoreTake(journal, portMAX_DELAY);
	entries++;
	xSemaphoreGive(table); // expect: lock-imbalance: `journal_write` releases mutex `table`
} // expect: lock-imbalance: `journal_write` returns with mutex `journal`

static uint32_t table_count(void)
{
	uint32_t n;

	xSemaphoreTake(table, portMAX_DELAY); // expect: lock-recursion
	n = entries;
	xSemaphoreGive(table);
	return n;
}

void table_trim(void)
{
	xSemaphoreTake(table, portMAX_DELAY);
	if (table_count())
		entries--;
	xSemaphoreGive(table);
}
