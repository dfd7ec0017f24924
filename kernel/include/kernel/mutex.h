/* SPDX-License-Identifier: MIT
 *
 * mutex.h: the sleeping lock.  Only a thread that may sleep takes it, and it may
 * be held across I/O.
 */
#ifndef KERNEL_MUTEX_H
#define KERNEL_MUTEX_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

typedef struct HF_LOCK_TYPE(mutex) mutex {
	HF_LOCK_FIELD(irq_spinlock_t, guard, no_irq);
	struct thread *owner HF_GUARDED_BY(guard);
	struct list waiters HF_GUARDED_BY(guard);
	const void *site;               /* where the owner took it */
	uint64_t since_ns;
	struct lockdep_map dep;
} mutex_t;

void mutex_lock(mutex_t *m) HF_ACQUIRES(m);
bool mutex_trylock(mutex_t *m) HF_TRY_ACQUIRES(true, m);
void mutex_unlock(mutex_t *m) HF_RELEASES(m);

extern struct lockdep_class mutex_guard_class;

/* A global mutex.  `static` may stand in front. */
#define DEFINE_MUTEX(name)                                                    \
	mutex_t name HF_HELD_IN(preemptible) = {                              \
		.guard.core.dep.cls = &mutex_guard_class,                     \
		.waiters = LIST_INIT(name.waiters),                           \
		.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(         \
			#name, HF_KIND_mutex, HF_STATE_preemptible) }

void mutex_init_class(mutex_t *m, struct lockdep_class *cls);

/* Initialises (ptr)->field of `struct record`. */
#define mutex_init(record, field, ptr)                                        \
	do {                                                                  \
		static struct lockdep_class lock_class_ = LOCKDEP_CLASS_INIT( \
			#record "." #field, HF_KIND_mutex,                    \
			HF_DECLARED(record, field));                          \
		mutex_init_class(&(ptr)->field, &lock_class_);                \
	} while (0)

#endif
