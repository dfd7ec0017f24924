/* SPDX-License-Identifier: MIT
 *
 * FreeRTOS.h: stands for FreeRTOS's headers, with what the programs here use.  Its macros end in
 * the functions in which the project's own end; handles are pointers to records that only
 * the kernel knows.
 */
#ifndef FREERTOS_H
#define FREERTOS_H

#include <stddef.h>
#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE 0
#define pdTRUE 1
#define pdPASS pdTRUE
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define pdMS_TO_TICKS(ms) ((TickType_t)(((uint64_t)(ms) * 1000) / 1000))

/* ---- the port ------------------------------------------------------------ */

void vPortEnterCritical(void);
void vPortExitCritical(void);
uint32_t ulPortRaiseBASEPRI(void);
void vPortSetBASEPRI(uint32_t level);
void vPortYield(void);
void *pvPortMalloc(size_t size);
void vPortFree(void *memory);

#define taskENTER_CRITICAL() vPortEnterCritical()
#define taskEXIT_CRITICAL() vPortExitCritical()
#define taskENTER_CRITICAL_FROM_ISR() ulPortRaiseBASEPRI()
#define taskEXIT_CRITICAL_FROM_ISR(level) vPortSetBASEPRI(level)
#define taskYIELD() vPortYield()
#define portYIELD_FROM_ISR(wanted) do { if (wanted) *(volatile uint32_t *)0xe000ed04 = 1u << 28; } while (0)

/* ---- tasks --------------------------------------------------------------- */

struct tskTaskControlBlock;
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef void (*TaskFunction_t)(void *);

BaseType_t xPortIsInsideInterrupt(void);
BaseType_t xTaskCreate(TaskFunction_t pxTaskCode, const char *pcName, uint16_t usStackDepth, void *pvParameters,
		       UBaseType_t uxPriority, TaskHandle_t *pxCreatedTask);
void vTaskDelete(TaskHandle_t xTaskToDelete);
void vTaskSuspend(TaskHandle_t xTaskToSuspend);
void vTaskResume(TaskHandle_t xTaskToResume);
void vTaskDelay(TickType_t xTicksToDelay);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);

#define tskDEFAULT_INDEX_TO_NOTIFY 0
BaseType_t xTaskGenericNotify(TaskHandle_t xTask, UBaseType_t uxIndex, uint32_t ulValue, int eAction,
			      uint32_t *pulPrevious);
void vTaskGenericNotifyGiveFromISR(TaskHandle_t xTask, UBaseType_t uxIndex, BaseType_t *pxWoken);
uint32_t ulTaskGenericNotifyTake(UBaseType_t uxIndex, BaseType_t xClear, TickType_t xTicks);
#define xTaskNotifyGive(task) xTaskGenericNotify((task), tskDEFAULT_INDEX_TO_NOTIFY, 0, 2, NULL)
#define vTaskNotifyGiveFromISR(task, woken) \
	vTaskGenericNotifyGiveFromISR((task), tskDEFAULT_INDEX_TO_NOTIFY, (woken))
#define ulTaskNotifyTake(clear, ticks) ulTaskGenericNotifyTake(tskDEFAULT_INDEX_TO_NOTIFY, (clear), (ticks))

/* ---- queues and semaphores ----------------------------------------------- */

struct QueueDefinition;
typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;

QueueHandle_t xQueueGenericCreate(UBaseType_t uxLength, UBaseType_t uxSize, uint8_t ucType);
QueueHandle_t xQueueCreateMutex(uint8_t ucType);
BaseType_t xQueueGenericSend(QueueHandle_t xQueue, const void *pvItem, TickType_t xTicks, BaseType_t xPosition);
BaseType_t xQueueGenericSendFromISR(QueueHandle_t xQueue, const void *pvItem, BaseType_t *pxWoken,
				    BaseType_t xPosition);
BaseType_t xQueueGiveFromISR(QueueHandle_t xQueue, BaseType_t *pxWoken);
BaseType_t xQueueReceive(QueueHandle_t xQueue, void *pvBuffer, TickType_t xTicks);
BaseType_t xQueueReceiveFromISR(QueueHandle_t xQueue, void *pvBuffer, BaseType_t *pxWoken);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t xQueue);
BaseType_t xQueueSemaphoreTake(QueueHandle_t xQueue, TickType_t xTicks);
BaseType_t xQueueTakeMutexRecursive(QueueHandle_t xMutex, TickType_t xTicks);
BaseType_t xQueueGiveMutexRecursive(QueueHandle_t xMutex);

#define xQueueCreate(length, size) xQueueGenericCreate((length), (size), 0)
#define xQueueSend(queue, item, ticks) xQueueGenericSend((queue), (item), (ticks), 0)
#define xQueueSendFromISR(queue, item, woken) xQueueGenericSendFromISR((queue), (item), (woken), 0)
#define xSemaphoreCreateBinary() xQueueGenericCreate(1, 0, 3)
#define xSemaphoreCreateMutex() xQueueCreateMutex(1)
#define xSemaphoreCreateRecursiveMutex() xQueueCreateMutex(4)
#define xSemaphoreTake(semaphore, ticks) xQueueSemaphoreTake((semaphore), (ticks))
#define xSemaphoreGive(semaphore) xQueueGenericSend((QueueHandle_t)(semaphore), NULL, 0, 0)
#define xSemaphoreGiveFromISR(semaphore, woken) xQueueGiveFromISR((QueueHandle_t)(semaphore), (woken))
#define xSemaphoreTakeRecursive(mutex, ticks) xQueueTakeMutexRecursive((mutex), (ticks))
#define xSemaphoreGiveRecursive(mutex) xQueueGiveMutexRecursive((mutex))

/* ---- event groups, stream buffers, timers -------------------------------- */

struct EventGroupDef_t;
typedef struct EventGroupDef_t *EventGroupHandle_t;
typedef TickType_t EventBits_t;
EventBits_t xEventGroupWaitBits(EventGroupHandle_t xGroup, EventBits_t uxBits, BaseType_t xClear, BaseType_t xAll,
				TickType_t xTicks);
EventBits_t xEventGroupSetBits(EventGroupHandle_t xGroup, EventBits_t uxBits);
BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t xGroup, EventBits_t uxBits, BaseType_t *pxWoken);

struct StreamBufferDef_t;
typedef struct StreamBufferDef_t *StreamBufferHandle_t;
size_t xStreamBufferSend(StreamBufferHandle_t xBuffer, const void *pvData, size_t xBytes, TickType_t xTicks);
size_t xStreamBufferSendFromISR(StreamBufferHandle_t xBuffer, const void *pvData, size_t xBytes,
				BaseType_t *pxWoken);

struct tmrTimerControl;
typedef struct tmrTimerControl *TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t xTimer);
typedef void (*PendedFunction_t)(void *, uint32_t);
TimerHandle_t xTimerCreate(const char *pcName, TickType_t xPeriod, BaseType_t xReload, void *pvId,
			   TimerCallbackFunction_t pxCallback);
BaseType_t xTimerGenericCommand(TimerHandle_t xTimer, BaseType_t xCommand, TickType_t xValue, BaseType_t *pxWoken,
				TickType_t xTicks);
BaseType_t xTimerPendFunctionCallFromISR(PendedFunction_t xFunction, void *pvParameter1, uint32_t ulParameter2,
					 BaseType_t *pxWoken);
#define xTimerStart(timer, ticks) xTimerGenericCommand((timer), 1, 0, NULL, (ticks))
#define xTimerStartFromISR(timer, woken) xTimerGenericCommand((timer), 6, 0, (woken), 0)

#endif
