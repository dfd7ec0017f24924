/* SPDX-License-Identifier: MIT
 *
 * The handler takes its memory from a queue that a task fills.
 */
#include "FreeRTOS.h"

struct message { struct message *next; uint32_t value; };
static struct message *pending;
static QueueHandle_t free_list;

static struct message *message_new(void)
{
	struct message *m;

	return xQueueReceiveFromISR(free_list, &m, NULL) == pdTRUE ? m : NULL;
}

void ADC_IRQHandler(void)
{
	struct message *m = message_new();

	if (!m)
		return;
	m->value = *(volatile uint32_t *)0x40001000;
	m->next = pending;
	pending = m;
}

void drain(void)
{
	struct message *m;

	taskENTER_CRITICAL();
	m = pending;
	if (m)
		pending = m->next;
	taskEXIT_CRITICAL();
	vPortFree(m);
}
