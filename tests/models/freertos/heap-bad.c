/* SPDX-License-Identifier: MIT
 *
 * The heap's functions suspend the scheduler: they are not for handlers and critical sections.
 */
#include "FreeRTOS.h"

struct message { struct message *next; uint32_t value; };
static struct message *pending;
static QueueHandle_t free_list;

static struct message *message_new(void)
{
	return pvPortMalloc(sizeof(struct message)); // expect: effect-in-context: `pvPortMalloc` allocates or frees memory
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
	vPortFree(m); // expect: effect-in-context: `vPortFree`
	taskEXIT_CRITICAL();
}
