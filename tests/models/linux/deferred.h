/* SPDX-License-Identifier: MIT
 *
 * deferred.h: interrupts, timers, tasklets, work.
 */
#ifndef DEFERRED_H
#define DEFERRED_H

#include "waiting.h"

typedef enum { IRQ_NONE, IRQ_HANDLED, IRQ_WAKE_THREAD } irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);
#define IRQF_SHARED 0x80
#define IRQF_ONESHOT 0x2000
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev);
static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			      const char *name, void *dev)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev);
}
struct device;
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name, void *dev_id);
const void *free_irq(unsigned int irq, void *dev_id);
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);
void synchronize_irq(unsigned int irq);
int request_nmi(unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name, void *dev);

struct timer_list { struct timer_list *next; unsigned long expires; void (*function)(struct timer_list *); };
void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, void *key);
#define timer_setup(timer, callback, flags) init_timer_key(timer, callback, flags, NULL, NULL)
#define from_timer(var, callback_timer, timer_fieldname)                             \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)
int mod_timer(struct timer_list *timer, unsigned long expires);
int del_timer(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
int del_timer_sync(struct timer_list *timer);

enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode { HRTIMER_MODE_REL = 1, HRTIMER_MODE_SOFT = 4, HRTIMER_MODE_REL_SOFT = 5 };
struct hrtimer { long long expires; enum hrtimer_restart (*function)(struct hrtimer *); };
void hrtimer_init(struct hrtimer *timer, int which_clock, enum hrtimer_mode mode);
void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   int clock_id, enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *timer);
int hrtimer_try_to_cancel(struct hrtimer *timer);

struct tasklet_struct {
	unsigned long state;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};
#define DECLARE_TASKLET(name, _callback) struct tasklet_struct name = { .callback = _callback }
#define from_tasklet(var, callback_tasklet, tasklet_fieldname)                       \
	container_of(callback_tasklet, __typeof__(*var), tasklet_fieldname)
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *));
void __tasklet_schedule(struct tasklet_struct *t);
#define tasklet_schedule(t) __tasklet_schedule(t)
void tasklet_kill(struct tasklet_struct *t);

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);
struct work_struct { unsigned long data; work_func_t func; };
struct delayed_work { struct work_struct work; struct timer_list timer; };
struct workqueue_struct;
extern struct workqueue_struct *system_wq;
#define DECLARE_WORK(name, f) struct work_struct name = { .func = (f) }
#define INIT_WORK(_work, _func) do { (_work)->data = 0; (_work)->func = (_func); } while (0)
#define INIT_DELAYED_WORK(_work, _func) INIT_WORK(&(_work)->work, _func)
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
static inline bool schedule_work(struct work_struct *work) { return queue_work_on(0, system_wq, work); }
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool flush_work(struct work_struct *work);

struct callback_head { void (*func)(struct callback_head *); };
static inline void init_task_work(struct callback_head *twork, void (*func)(struct callback_head *))
{
	twork->func = func;
}
int task_work_add(struct task_struct *task, struct callback_head *twork, int mode);

#endif
