/* SPDX-License-Identifier: MIT
 *
 * rtthread.h: stands for RT-Thread's headers, with what the programs here use.
 */
#ifndef RTTHREAD_H
#define RTTHREAD_H

#define RT_NULL ((void *)0)
#define RT_EOK 0
#define RT_ETIMEOUT 2
#define RT_WAITING_FOREVER (-1)
#define RT_WAITING_NO 0
#define RT_TIMER_FLAG_PERIODIC 2

typedef long rt_base_t;
typedef int rt_int32_t;
typedef unsigned int rt_uint32_t;
typedef unsigned char rt_uint8_t;
typedef unsigned long rt_size_t;
typedef long rt_err_t;
typedef unsigned int rt_tick_t;

/* ---- masks --------------------------------------------------------------- */

rt_base_t rt_hw_interrupt_disable(void);
void rt_hw_interrupt_enable(rt_base_t level);
void rt_enter_critical(void);
void rt_exit_critical(void);
unsigned char rt_interrupt_get_nest(void);
void rt_interrupt_enter(void);
void rt_interrupt_leave(void);

/* ---- locks and waiting --------------------------------------------------- */

struct rt_spinlock { unsigned long lock; };
void rt_spin_lock(struct rt_spinlock *lock);
void rt_spin_unlock(struct rt_spinlock *lock);
rt_base_t rt_spin_lock_irqsave(struct rt_spinlock *lock);
void rt_spin_unlock_irqrestore(struct rt_spinlock *lock, rt_base_t level);

struct rt_mutex { int hold; };
typedef struct rt_mutex *rt_mutex_t;
rt_mutex_t rt_mutex_create(const char *name, rt_uint8_t flag);
rt_err_t rt_mutex_take(rt_mutex_t mutex, rt_int32_t time);
rt_err_t rt_mutex_trytake(rt_mutex_t mutex);
rt_err_t rt_mutex_release(rt_mutex_t mutex);

struct rt_semaphore { int value; };
typedef struct rt_semaphore *rt_sem_t;
rt_err_t rt_sem_take(rt_sem_t sem, rt_int32_t time);
rt_err_t rt_sem_trytake(rt_sem_t sem);
rt_err_t rt_sem_release(rt_sem_t sem);

struct rt_messagequeue { int entries; };
typedef struct rt_messagequeue *rt_mq_t;
rt_err_t rt_mq_recv(rt_mq_t mq, void *buffer, rt_size_t size, rt_int32_t timeout);
rt_err_t rt_mq_send(rt_mq_t mq, const void *buffer, rt_size_t size);
rt_err_t rt_mq_send_wait(rt_mq_t mq, const void *buffer, rt_size_t size, rt_int32_t timeout);

rt_err_t rt_thread_mdelay(rt_int32_t ms);
void *rt_malloc(rt_size_t size);
void rt_free(void *ptr);

/* ---- callbacks ----------------------------------------------------------- */

typedef void (*rt_isr_handler_t)(int vector, void *param);
rt_isr_handler_t rt_hw_interrupt_install(int vector, rt_isr_handler_t handler, void *param,
					 const char *name);
rt_err_t rt_pin_attach_irq(rt_base_t pin, rt_uint8_t mode, void (*hdr)(void *args), void *args);

struct rt_timer { void (*timeout_func)(void *parameter); void *parameter; };
typedef struct rt_timer *rt_timer_t;
void rt_timer_init(rt_timer_t timer, const char *name, void (*timeout)(void *parameter),
		   void *parameter, rt_tick_t time, rt_uint8_t flag);
rt_err_t rt_timer_start(rt_timer_t timer);

struct rt_work { void (*work_func)(struct rt_work *work, void *work_data); void *work_data; };
void rt_work_init(struct rt_work *work, void (*work_func)(struct rt_work *work, void *work_data),
		  void *work_data);
rt_err_t rt_work_submit(struct rt_work *work, rt_tick_t ticks);
rt_err_t rt_thread_idle_sethook(void (*hook)(void));

#endif
