/* SPDX-License-Identifier: MIT
 *
 * Paths that leave a critical section open, or the scheduler suspended, or end what never began.
 */
#include "FreeRTOS.h"

static uint32_t ticks, limit;

int advance(void)
{
	taskENTER_CRITICAL();
	if (ticks == limit) {
		return -1; // expect: context-imbalance: `advance` returns
	}
	ticks++;
	taskEXIT_CRITICAL();
	return 0;
}

void restart(void)
{
	vTaskSuspendAll();
	ticks = 0;
	if (!limit)
		return; // expect: context-imbalance: `restart` returns
	xTaskResumeAll();
}

void TIMER1_IRQHandler(void)
{
	UBaseType_t saved = taskENTER_CRITICAL_FROM_ISR();

	if (ticks < limit)
		ticks++;
	taskEXIT_CRITICAL_FROM_ISR(saved);
	taskEXIT_CRITICAL_FROM_ISR(saved); // expect: context-imbalance: `TIMER1_IRQHandler` leaves
}
