/* SPDX-License-Identifier: MIT
 *
 * rw_sem.h: a sleeping lock that readers share.  Who comes while somebody waits waits behind
 * them, readers too: so nobody starves, and readers don't nest.  Priorities are not lent.
 */
#ifndef KERNEL_RW_SEM_H
#define KERNEL_RW_SEM_H

#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

typedef struct HF_LOCK_TYPE(rw_sem) rw_sem {
	HF_LOCK_FIELD(irq_spinlock_t, guard, no_irq);
	unsigned readers HF_GUARDED_BY(guard);  /* that hold it */
	struct thread *writer HF_GUARDED_BY(guard);
	struct list line HF_GUARDED_BY(guard);  /* who waits, first come first served */
	struct lockdep_map dep;
} rw_sem_t;

void rw_sem_read_lock(rw_sem_t *s) HF_ACQUIRES(s);
void rw_sem_read_unlock(rw_sem_t *s) HF_RELEASES(s);
void rw_sem_write_lock(rw_sem_t *s) HF_ACQUIRES(s);
void rw_sem_write_unlock(rw_sem_t *s) HF_RELEASES(s);

extern struct lockdep_class rw_sem_guard_class;

#define DEFINE_RW_SEM(name)                                                   \
	rw_sem_t name HF_HELD_IN(preemptible) = {                             \
		.guard.core.dep.cls = &rw_sem_guard_class,                    \
		.line = LIST_INIT(name.line),                                 \
		.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(         \
			#name, HF_KIND_rw_sem, HF_STATE_preemptible) }

void rw_sem_init_class(rw_sem_t *s, struct lockdep_class *cls);

/* Initialises (ptr)->field of `struct record`. */
#define rw_sem_init(record, field, ptr)                                       \
	do {                                                                  \
		static struct lockdep_class lock_class_ = LOCKDEP_CLASS_INIT( \
			#record "." #field, HF_KIND_rw_sem,                   \
			HF_DECLARED(record, field));                          \
		rw_sem_init_class(&(ptr)->field, &lock_class_);               \
	} while (0)

#endif
