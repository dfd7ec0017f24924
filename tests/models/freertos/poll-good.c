/* SPDX-License-Identifier: MIT
 *
 * A task waits in the queue.
 */
#include "FreeRTOS.h"

static QueueHandle_t commands;
static volatile uint32_t command;

static void server(void *arg)
{
	(void)arg;
	for (;;) {
		uint32_t c;

		xQueueReceive(commands, &c, portMAX_DELAY);
		command = c;
	}
}

int main(void)
{
	return xTaskCreate(server, "server", 128, NULL, 2, NULL) == pdPASS;
}
