/* SPDX-License-Identifier: MIT
 *
 * An RTOS as its users see it: critical sections, mutexes with a timeout, timers; no bodies.
 */
#ifndef RTOS_H
#define RTOS_H

#include <stdint.h>

typedef struct {
	void *owner;
	int depth;
} OsMutex;
typedef struct os_queue_tag OsQueue;
#define OS_FOREVER 0xffffffffu

void osEnterCritical(void);
void osExitCritical(void);
void osSchedulerSuspend(void);
void osSchedulerResume(void);
int osMutexAcquire(OsMutex *mutex, uint32_t timeout);
void osMutexRelease(OsMutex *mutex);
void osTaskDelay(uint32_t ticks);
int osQueueReceive(OsQueue *queue, void *item, uint32_t timeout);
void osTaskCreate(void (*entry)(void *), void *arg, int priority);
void osTimerStart(uint32_t ticks, void (*callback)(void *), void *arg);
void osIrqConnect(int line, void (*isr)(void));

#endif
