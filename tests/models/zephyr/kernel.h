/* SPDX-License-Identifier: MIT
 *
 * kernel.h: stands for Zephyr's headers, with what the programs here use.  Its macros end in the
 * functions and tables in which the project's own end.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { int64_t ticks; } k_timeout_t;
#define K_NO_WAIT ((k_timeout_t) {0})
#define K_MSEC(ms) ((k_timeout_t) { .ticks = (ms) })
#define K_FOREVER ((k_timeout_t) { .ticks = (-1) })

/* ---- locks and masks ----------------------------------------------------- */

struct k_spinlock { uintptr_t locked; };
typedef struct { int key; } k_spinlock_key_t;
k_spinlock_key_t k_spin_lock(struct k_spinlock *l);
int k_spin_trylock(struct k_spinlock *l, k_spinlock_key_t *k);
void k_spin_unlock(struct k_spinlock *l, k_spinlock_key_t key);
void k_spin_release(struct k_spinlock *l);
#define K_SPINLOCK(lck)                                                           \
	for (k_spinlock_key_t held = {0}, key = k_spin_lock(lck); !held.key;      \
	     k_spin_unlock((lck), key), held.key = 1)

unsigned int arch_irq_lock(void);
void arch_irq_unlock(unsigned int key);
#define irq_lock() arch_irq_lock()
#define irq_unlock(key) arch_irq_unlock(key)
void k_sched_lock(void);
void k_sched_unlock(void);

struct k_mutex { void *owner; unsigned int lock_count; };
int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
int k_mutex_unlock(struct k_mutex *mutex);
#define K_MUTEX_DEFINE(name) struct k_mutex name = {0}
struct k_condvar { void *waiters; };
int k_condvar_wait(struct k_condvar *condvar, struct k_mutex *mutex, k_timeout_t timeout);
int k_condvar_signal(struct k_condvar *condvar);

/* ---- signals and queues -------------------------------------------------- */

struct k_sem { unsigned int count, limit; };
int k_sem_take(struct k_sem *sem, k_timeout_t timeout);
void k_sem_give(struct k_sem *sem);
unsigned int k_sem_count_get(struct k_sem *sem);
#define K_SEM_DEFINE(name, initial, most) struct k_sem name = { initial, most }

struct k_queue { void *head; };
struct k_fifo { struct k_queue _queue; };
void k_queue_append(struct k_queue *queue, void *data);
void *k_queue_get(struct k_queue *queue, k_timeout_t timeout);
#define k_fifo_put(fifo, data) k_queue_append(&(fifo)->_queue, data)
#define k_fifo_get(fifo, timeout) k_queue_get(&(fifo)->_queue, timeout)
struct k_msgq { char *buffer; };
int k_msgq_put(struct k_msgq *msgq, const void *data, k_timeout_t timeout);
int k_msgq_get(struct k_msgq *msgq, void *data, k_timeout_t timeout);
struct k_poll_event { void *obj; };
int k_poll(struct k_poll_event *events, int num_events, k_timeout_t timeout);
struct k_mem_slab { void *free_list; };
int k_mem_slab_alloc(struct k_mem_slab *slab, void **mem, k_timeout_t timeout);
void k_mem_slab_free(struct k_mem_slab *slab, void *mem);

/* ---- threads, timers, work ----------------------------------------------- */

int32_t k_msleep(int32_t ms);
void k_yield(void);
void printk(const char *fmt, ...);

struct k_thread { int prio; };
typedef void (*k_thread_entry_t)(void *p1, void *p2, void *p3);
struct k_thread *k_thread_create(struct k_thread *thread, void *stack, size_t size, k_thread_entry_t entry,
				 void *p1, void *p2, void *p3, int prio, uint32_t options, k_timeout_t delay);

struct k_timer;
typedef void (*k_timer_expiry_t)(struct k_timer *timer);
typedef void (*k_timer_stop_t)(struct k_timer *timer);
struct k_timer { k_timer_expiry_t expiry_fn; k_timer_stop_t stop_fn; };
void k_timer_init(struct k_timer *timer, k_timer_expiry_t expiry_fn, k_timer_stop_t stop_fn);
#define K_TIMER_DEFINE(name, expiry, stop) struct k_timer name = { .expiry_fn = expiry, .stop_fn = stop }

struct k_work;
struct k_work_sync { int flags; };
typedef void (*k_work_handler_t)(struct k_work *work);
struct k_work { k_work_handler_t handler; };
#define K_WORK_DEFINE(work, work_handler) struct k_work work = { .handler = work_handler }
int k_work_submit(struct k_work *work);
bool k_work_flush(struct k_work *work, struct k_work_sync *sync);

/* ---- interrupts ---------------------------------------------------------- */

struct _isr_list { int32_t irq, flags; void *func; const void *param; };
#define IRQ_CONNECT(irq_p, prio, isr_p, param_p, flags_p)                         \
	static struct _isr_list __attribute__((used)) isr_list_##isr_p =          \
		{ irq_p, flags_p, (void *)&isr_p, (const void *)param_p }
#define IRQ_DIRECT_CONNECT(irq_p, prio, isr_p, flags_p)                           \
	IRQ_CONNECT(irq_p, prio, isr_p, NULL, flags_p)
#define ISR_DIRECT_DECLARE(name)                                                  \
	static inline int name##_body(void);                                      \
	void name(void);                                                          \
	void name(void) { name##_body(); }                                        \
	static inline int name##_body(void)
bool k_is_in_isr(void);
int irq_connect_dynamic(unsigned int irq, unsigned int priority, void (*routine)(const void *parameter),
			const void *parameter, uint32_t flags);

struct device;
struct gpio_callback;
typedef void (*gpio_callback_handler_t)(const struct device *port, struct gpio_callback *cb, uint32_t pins);
struct gpio_callback { gpio_callback_handler_t handler; };
void gpio_init_callback(struct gpio_callback *callback, gpio_callback_handler_t handler, uint32_t pin_mask);

#endif
