/* SPDX-License-Identifier: MIT
 *
 * Each path ends what it began.
 */
#include "FreeRTOS.h"

static uint32_t ticks, limit;

int advance(void)
{
	taskENTER_CRITICAL();
	if (ticks == limit) {
		taskEXIT_CRITICAL();
		return -1;
	}
	ticks++;
	taskEXIT_CRITICAL();
	return 0;
}

void restart(void)
{
	vTaskSuspendAll();
	ticks = 0;
	xTaskResumeAll();
	if (!limit)
		return;
}

void TIMER1_IRQHandler(void)
{
	UBaseType_t saved = taskENTER_CRITICAL_FROM_ISR();

	if (ticks < limit)
		ticks++;
	taskEXIT_CRITICAL_FROM_ISR(saved);
}
