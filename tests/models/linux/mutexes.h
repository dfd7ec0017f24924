/* SPDX-License-Identifier: MIT
 *
 * mutexes.h: the locks whose waiters sleep, and locks that the end of a scope gives back.
 */
#ifndef MUTEXES_H
#define MUTEXES_H

#include "spinlocks.h"

struct mutex { long owner; };
#define DEFINE_MUTEX(name) struct mutex name = { 0 }
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
#define SINGLE_DEPTH_NESTING 1
#define mutex_lock(lock) mutex_lock_nested(lock, 0)
#define mutex_lock_interruptible(lock) mutex_lock_interruptible_nested(lock, 0)
#define mutex_lock_killable(lock) mutex_lock_killable_nested(lock, 0)
bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock);

struct ww_class { long stamp; };
struct ww_acquire_ctx { unsigned long stamp; };
struct ww_mutex { struct mutex base; struct ww_acquire_ctx *ctx; };
void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *class);
void ww_acquire_fini(struct ww_acquire_ctx *ctx);
int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
int ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
int ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
void ww_mutex_unlock(struct ww_mutex *lock);

struct rw_semaphore { long count; };
#define DECLARE_RWSEM(name) struct rw_semaphore name = { 0 }
void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_write_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

struct semaphore { raw_spinlock_t lock; unsigned int count; };
#define DEFINE_SEMAPHORE(name) struct semaphore name = { .count = 1 }
void down(struct semaphore *sem);
int down_interruptible(struct semaphore *sem);
int down_trylock(struct semaphore *sem);
void up(struct semaphore *sem);

struct percpu_rw_semaphore { int block; };
void percpu_down_write(struct percpu_rw_semaphore *sem);
void percpu_up_write(struct percpu_rw_semaphore *sem);
bool __percpu_down_read(struct percpu_rw_semaphore *sem, bool try);
static inline void percpu_down_read(struct percpu_rw_semaphore *sem)
{
	preempt_disable();
	if (!sem->block)
		barrier();
	else
		__percpu_down_read(sem, false);
	preempt_enable();
}
static inline void percpu_up_read(struct percpu_rw_semaphore *sem)
{
	preempt_disable();
	barrier();
	preempt_enable();
}

void rtnl_lock(void);
int rtnl_trylock(void);
void rtnl_unlock(void);
int restart_syscall(void);

/* ---- to the end of a scope ----------------------------------------------------- */

#define __cleanup(fn) __attribute__((cleanup(fn)))
#define DEFINE_GUARD(name, type, take, give)                                         \
	typedef type class_##name##_t;                                               \
	static inline class_##name##_t class_##name##_constructor(type _T)           \
	{                                                                            \
		take;                                                                \
		return _T;                                                           \
	}                                                                            \
	static inline void class_##name##_destructor(class_##name##_t *p)            \
	{                                                                            \
		type _T = *p;                                                        \
		if (_T) { give; }                                                    \
	}
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))

typedef struct { spinlock_t *lock; unsigned long flags; } class_spinlock_irqsave_t;
static inline class_spinlock_irqsave_t class_spinlock_irqsave_constructor(spinlock_t *l)
{
	class_spinlock_irqsave_t guard = { .lock = l }, *_T = &guard;

	spin_lock_irqsave(_T->lock, _T->flags);
	return guard;
}
static inline void class_spinlock_irqsave_destructor(class_spinlock_irqsave_t *_T)
{
	if (_T->lock)
		spin_unlock_irqrestore(_T->lock, _T->flags);
}

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define CLASS(name, var) class_##name##_t var __cleanup(class_##name##_destructor) = class_##name##_constructor
#define guard(name) CLASS(name, PASTE(guard_, __COUNTER__))
#define scoped_guard(name, args...)                                                  \
	for (CLASS(name, scope)(args), *done = NULL; !done; done = (void *)1)

#endif
