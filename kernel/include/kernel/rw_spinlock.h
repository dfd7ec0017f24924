/* SPDX-License-Identifier: MIT
 *
 * rw_spinlock.h: a spinlock that readers share.  Both sides mask preemption; from threads
 * only.  Readers and writers take turns: a writer waits for the readers that are in, a reader for at
 * most one writer.  So a reader that takes the lock again may wait for a writer that waits for
 * it: readers don't nest.
 */
#ifndef KERNEL_RW_SPINLOCK_H
#define KERNEL_RW_SPINLOCK_H

#include <kernel/base.h>
#include <lockdep/lockdep.h>

typedef struct HF_LOCK_TYPE(rw_spin) rw_spinlock {
	uint32_t readers_in, readers_out;       /* atomic; rw_spinlock.c */
	uint32_t writers_in, writers_out;       /* atomic: tickets */
	struct thread *writer;                  /* for diagnosis */
	const void *site;
	struct lockdep_map dep;
} rw_spinlock_t;

/* The checker takes a reader for a writer: what one may not do, the other may not. */
void rw_read_lock(rw_spinlock_t *l) HF_ACQUIRES(l);
void rw_read_unlock(rw_spinlock_t *l) HF_RELEASES(l);
void rw_write_lock(rw_spinlock_t *l) HF_ACQUIRES(l);
void rw_write_unlock(rw_spinlock_t *l) HF_RELEASES(l);

#define DEFINE_RW_SPINLOCK(name, state)                                       \
	rw_spinlock_t name HF_HELD_IN(state) = {                              \
		.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(         \
			#name, HF_KIND_rw_spin, HF_STATE_##state) }

/* Initialises (ptr)->field of `struct record` before anyone else can see it. */
#define rw_spin_init(record, field, ptr)                                      \
	do {                                                                  \
		static struct lockdep_class lock_class_ = LOCKDEP_CLASS_INIT( \
			#record "." #field, HF_KIND_rw_spin,                  \
			HF_DECLARED(record, field));                          \
		(ptr)->field = (rw_spinlock_t){ .dep.cls = &lock_class_ };    \
	} while (0)

#endif
