/* SPDX-License-Identifier: MIT
 *
 * waiting.h: tasks, sleeps, wait queues, completions.
 */
#ifndef WAITING_H
#define WAITING_H

#include "mutexes.h"

struct task_struct { spinlock_t alloc_lock; unsigned long ptrace; struct task_struct *real_parent; };
struct task_struct *get_current(void);
#define current get_current()
static inline void task_lock(struct task_struct *p) { spin_lock(&p->alloc_lock); }
static inline void task_unlock(struct task_struct *p) { spin_unlock(&p->alloc_lock); }
int wake_up_process(struct task_struct *p);

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char *namefmt, ...);
#define kthread_run(threadfn, data, namefmt, args...)                                \
	({                                                                           \
		struct task_struct *made =                                           \
			kthread_create_on_node(threadfn, data, -1, namefmt, ##args); \
		wake_up_process(made);                                               \
		made;                                                                \
	})
bool kthread_should_stop(void);
int kthread_stop(struct task_struct *k);

#define TASK_UNINTERRUPTIBLE 2
void schedule(void);
long schedule_timeout(long timeout);
int __cond_resched(void);
#define cond_resched() ({ __might_resched(__FILE__, __LINE__, 0); __cond_resched(); })
void __might_sleep(const char *file, int line);
#define might_sleep() do { __might_sleep(__FILE__, __LINE__); } while (0)
void msleep(unsigned int msecs);
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state);
static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}
void __const_udelay(unsigned long loops);
#define udelay(n) __const_udelay((n) * 4295)

typedef struct wait_queue_head { spinlock_t lock; struct list_head head; } wait_queue_head_t;
struct wait_queue_entry { unsigned int flags; void *private; struct list_head entry; };
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name = { 0 }
void __wake_up(wait_queue_head_t *wq_head, unsigned int mode, int nr, void *key);
#define wake_up(wq) __wake_up(wq, 3, 1, NULL)
void init_wait_entry(struct wait_queue_entry *entry, int flags);
long prepare_to_wait_event(wait_queue_head_t *wq_head, struct wait_queue_entry *entry, int state);
void finish_wait(wait_queue_head_t *wq_head, struct wait_queue_entry *entry);
#define ___wait_event(wq_head, condition, state, ret, cmd)                           \
	({                                                                           \
		struct wait_queue_entry __entry;                                     \
		long __ret = ret;                                                    \
		init_wait_entry(&__entry, 0);                                        \
		for (;;) {                                                           \
			long __int = prepare_to_wait_event(&wq_head, &__entry, state); \
			if (condition)                                               \
				break;                                               \
			if (state != TASK_UNINTERRUPTIBLE && __int) {                \
				__ret = __int;                                       \
				break;                                               \
			}                                                            \
			cmd;                                                         \
		}                                                                    \
		finish_wait(&wq_head, &__entry);                                     \
		__ret;                                                               \
	})
#define wait_event(wq_head, condition)                                               \
	do {                                                                         \
		might_sleep();                                                       \
		if (condition)                                                       \
			break;                                                       \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, schedule()); \
	} while (0)
#define wait_event_interruptible(wq_head, condition)                                 \
	({                                                                           \
		int __result = 0;                                                    \
		might_sleep();                                                       \
		if (!(condition))                                                    \
			__result = ___wait_event(wq_head, condition, 1, 0, schedule()); \
		__result;                                                            \
	})
#define wait_event_lock_irq(wq_head, condition, lock)                                \
	do {                                                                         \
		if (condition)                                                       \
			break;                                                       \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0,     \
				    spin_unlock_irq(&lock); schedule(); spin_lock_irq(&lock)); \
	} while (0)

struct completion { unsigned int done; wait_queue_head_t wait; };
#define DECLARE_COMPLETION(name) struct completion name = { 0 }
void wait_for_completion(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
bool try_wait_for_completion(struct completion *x);
void complete(struct completion *x);

struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);
struct notifier_block { notifier_fn_t notifier_call; struct notifier_block *next; };
struct blocking_notifier_head { struct rw_semaphore rwsem; struct notifier_block *head; };
struct atomic_notifier_head { spinlock_t lock; struct notifier_block *head; };
int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb);
int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long val, void *v);
int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long val, void *v);

#endif
