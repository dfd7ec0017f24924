/* SPDX-License-Identifier: MIT
 *
 * mutex.h: the sleeping lock.  Only a thread that may sleep takes it, and it may
 * be held across I/O.  The owner runs with the priority of the most urgent thread that waits
 * for it, and so does whoever the owner waits for itself.
 */
#ifndef KERNEL_MUTEX_H
#define KERNEL_MUTEX_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

/* Guards the lines of waiters of all mutexes: lent priorities go from one to the next. */
extern irq_spinlock_t mutex_line_lock;

typedef struct HF_LOCK_TYPE(mutex) mutex {
	uintptr_t owner;                /* atomic: the thread; bit 0: somebody waits in line */
	struct list waiters HF_GUARDED_BY(mutex_line_lock); /* most urgent first */
	struct list link HF_GUARDED_BY(mutex_line_lock); /* the owner's list, while somebody waits */
	const void *site;               /* where the owner took it */
	uint64_t since;                 /* and when, by the counter */
	struct lockdep_map dep;
} mutex_t;

void mutex_lock(mutex_t *m) HF_ACQUIRES(m);
bool mutex_trylock(mutex_t *m) HF_TRY_ACQUIRES(true, m);
void mutex_unlock(mutex_t *m) HF_RELEASES(m);

/* For diagnosis: who has it, NULL when free. */
struct thread *mutex_owner(const mutex_t *m);

/* A global mutex.  `static` may stand in front. */
#define DEFINE_MUTEX(name)                                                    \
	mutex_t name HF_HELD_IN(preemptible) = {                              \
		.waiters = LIST_INIT(name.waiters),                           \
		.link = LIST_INIT(name.link),                                 \
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
