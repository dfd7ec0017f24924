/* SPDX-License-Identifier: MIT
 *
 * Each path gives back what it took, and a helper counts on its caller's mutex.
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
		xSemaphoreGive(table);
		return -1;
	}
	entries++;
	xSemaphoreGive(table);
	return 0;
}

void journal_write(void)
{
	xSemaphoreTake(journal, portMAX_DELAY);
	entries++;
	xSemaphoreGive(journal);
}

static uint32_t table_count(void)
{
	return entries;
}

void table_trim(void)
{
	xSemaphoreTake(table, portMAX_DELAY);
	if (table_count())
		entries--;
	xSemaphoreGive(table);
}
