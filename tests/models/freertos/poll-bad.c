/* SPDX-License-Identifier: MIT
 *
 * A task asks a queue again and again: no task of lower priority ever runs.
 */
#include "FreeRTOS.h"

static QueueHandle_t commands;
static volatile uint32_t command;

static void server(void *arg)
{
	(void)arg;
	for (;;) {
		uint32_t c;

		while (uxQueueMessagesWaiting(commands) == 0) // expect: poll-loop: `uxQueueMessagesWaiting`
			;
		xQueueReceive(commands, &c, 0);
		command = c;
	}
}

int main(void)
{
	return xTaskCreate(server, "server", 128, NULL, 2, NULL) == pdPASS;
}
