/* SPDX-License-Identifier: MIT
 *
 * Whether a receive waits is for its last argument to say.
 */
#include "FreeRTOS.h"

static QueueHandle_t commands;
static volatile uint32_t command;

static void server(void *arg)
{
	(void)arg;
	for (;;) {
		uint32_t c;

		if (uxQueueMessagesWaiting(commands) == 0)
			command = 0;
		xQueueReceive(commands, &c, portMAX_DELAY);
		command = c;
	}
}

int main(void)
{
	return xTaskCreate(server, "server", 128, NULL, 2, NULL) == pdPASS;
}
