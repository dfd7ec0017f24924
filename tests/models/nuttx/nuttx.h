/* SPDX-License-Identifier: MIT
 *
 * nuttx.h: stands for NuttX's headers, with what the programs here use.
 */
#ifndef NUTTX_H
#define NUTTX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OK 0
#define FAR
#define EAGAIN 11
#define HPWORK 0
#define LPWORK 1

/* ---- masks --------------------------------------------------------------- */

typedef unsigned long irqstate_t;
irqstate_t enter_critical_section(void);
void leave_critical_section(irqstate_t flags);
irqstate_t up_irq_save(void);
void up_irq_restore(irqstate_t flags);
int sched_lock(void);
int sched_unlock(void);

/* ---- locks --------------------------------------------------------------- */

typedef volatile uint8_t spinlock_t;
#define SP_UNLOCKED 0
void spin_lock(spinlock_t *lock);
bool spin_trylock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
irqstate_t spin_lock_irqsave(spinlock_t *lock);
void spin_unlock_irqrestore(spinlock_t *lock, irqstate_t flags);

typedef struct sem_s { int semcount; } sem_t;
struct mutex_s { sem_t sem; int holder; };
typedef struct mutex_s mutex_t;
#define NXMUTEX_INITIALIZER { { 1 }, -1 }
int nxmutex_lock(mutex_t *mutex);
int nxmutex_trylock(mutex_t *mutex);
int nxmutex_timedlock(mutex_t *mutex, unsigned int timeout);
int nxmutex_unlock(mutex_t *mutex);
typedef struct { mutex_t mutex; int count; } rmutex_t;
#define NXRMUTEX_INITIALIZER { NXMUTEX_INITIALIZER, 0 }
int nxrmutex_lock(rmutex_t *rmutex);
int nxrmutex_unlock(rmutex_t *rmutex);

/* ---- waiting ------------------------------------------------------------- */

int nxsem_wait(sem_t *sem);
int nxsem_trywait(sem_t *sem);
int nxsem_post(sem_t *sem);
int nxsig_usleep(unsigned int usec);
void up_mdelay(unsigned int ms);
void *kmm_malloc(size_t size);
void kmm_free(void *mem);

/* ---- callbacks ----------------------------------------------------------- */

typedef int (*xcpt_t)(int irq, void *context, void *arg);
bool up_interrupt_context(void);
int irq_attach(int irq, xcpt_t isr, void *arg);
int irq_attach_thread(int irq, xcpt_t isr, xcpt_t isrthread, void *arg, int priority, int stack);

typedef void (*wdentry_t)(uintptr_t arg);
struct wdog_s { wdentry_t func; uintptr_t arg; };
int wd_start(struct wdog_s *wdog, int32_t delay, wdentry_t wdentry, uintptr_t arg);

typedef void (*worker_t)(void *arg);
struct work_s { worker_t worker; void *arg; };
int work_queue(int qid, struct work_s *work, worker_t worker, void *arg, uint32_t delay);

struct file;
struct file_operations {
	int (*open)(struct file *filep);
	int (*close)(struct file *filep);
	long (*read)(struct file *filep, char *buffer, size_t buflen);
};
int register_driver(const char *path, const struct file_operations *fops, int mode, void *priv);

#endif
