/* SPDX-License-Identifier: MIT
 *
 * expect: block-in-atomic: osTaskDelay
 * expect: lock-recursion: bus
 * expect: block-in-atomic: osMutexAcquire
 */
#include "801-rtos.h"

static OsMutex bus;
extern struct { int level; } sensor;
static volatile int samples;

static void uart_isr(void)
{
	samples++;
}

static void tick(void *arg)
{
	if (osMutexAcquire(&bus, OS_FOREVER) == 0)
		osMutexRelease(&bus);
}

static int read_sensor(void)
{
	int level;

	if (osMutexAcquire(&bus, 100) != 0)
		return -1;
	level = sensor.level;
	if (level < 0)
		return -2;
	osMutexRelease(&bus);
	return level;
}

static void task(void *arg)
{
	for (;;) {
		osEnterCritical();
		if (samples > 10)
			osTaskDelay(1);
		samples = 0;
		osExitCritical();
		read_sensor();
		osSchedulerSuspend();
		samples++;
		osSchedulerResume();
	}
}

void app_main(void)
{
	osTaskCreate(task, 0, 1);
	osTimerStart(5, tick, 0);
	osIrqConnect(4, uart_isr);
}
