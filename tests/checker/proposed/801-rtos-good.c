/* SPDX-License-Identifier: MIT
 *
 * The delay stands behind the critical section, each way out gives the mutex back, and the timer takes none.
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
	samples++;
}

static int read_sensor(void)
{
	int level;

	if (osMutexAcquire(&bus, 100) != 0)
		return -1;
	level = sensor.level;
	if (level < 0) {
		osMutexRelease(&bus);
		return -2;
	}
	osMutexRelease(&bus);
	return level;
}

static void task(void *arg)
{
	for (;;) {
		osEnterCritical();
		int wait = samples > 10;

		samples = 0;
		osExitCritical();
		if (wait)
			osTaskDelay(1);
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
