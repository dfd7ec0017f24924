/* SPDX-License-Identifier: MIT
 *
 * spinlock.h: ticket spinlocks.  The type decides what an acquire masks, so two
 * callers of one lock cannot disagree:
 *
 *   spinlock_t       preemption         from threads; never from a handler
 *   deferred_spinlock_t  deferred work  from threads and deferred work (deferred.h)
 *   irq_spinlock_t   interrupts         from anywhere, handlers too
 *   raw_spinlock_t   nothing            the caller is in the declared state
 *
 * Each lock is declared once, with the state in which it is held:
 *   static DEFINE_SPINLOCK(table_lock, no_preempt);
 *   struct pipe { HF_LOCK_FIELD(irq_spinlock_t, lock, no_irq); ... };
 *   irq_spin_init(pipe, lock, p);              (record, field, pointer)
 *
 * Owner, site and time of the acquire are kept for the watchdog.
 */
#ifndef KERNEL_SPINLOCK_H
#define KERNEL_SPINLOCK_H

#include <kernel/base.h>
#include <lockdep/lockdep.h>

struct thread;

/* What the three types share.  Not a lock by itself. */
struct spin_core {
	uint32_t next_ticket;           /* atomic */
	uint32_t now_serving;           /* atomic; written by the owner */
	uint32_t halted;                /* atomic; CPUs that wait with wfi */
	struct thread *owner;           /* for diagnosis; NULL when free or before threads */
	const void *site;               /* return address of the acquire */
	uint64_t since;                 /* when the owner got it, by the counter */
	struct lockdep_map dep;
};

typedef struct HF_LOCK_TYPE(raw_spin) raw_spinlock { struct spin_core core; } raw_spinlock_t;
typedef struct HF_LOCK_TYPE(spin) spinlock { struct spin_core core; } spinlock_t;
typedef struct HF_LOCK_TYPE(softirq_spin) deferred_spinlock { struct spin_core core; } deferred_spinlock_t;
typedef struct HF_LOCK_TYPE(irq_spin) irq_spinlock {
	struct spin_core core;
	unsigned long flags;            /* the owner's interrupt state before */
} irq_spinlock_t;

void raw_spin_lock(raw_spinlock_t *l) HF_ACQUIRES(l);
bool raw_spin_trylock(raw_spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void raw_spin_unlock(raw_spinlock_t *l) HF_RELEASES(l);

void spin_lock(spinlock_t *l) HF_ACQUIRES(l);
bool spin_trylock(spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void spin_unlock(spinlock_t *l) HF_RELEASES(l);

void deferred_spin_lock(deferred_spinlock_t *l) HF_ACQUIRES(l);
bool deferred_spin_trylock(deferred_spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void deferred_spin_unlock(deferred_spinlock_t *l) HF_RELEASES(l);

void irq_spin_lock(irq_spinlock_t *l) HF_ACQUIRES(l);
bool irq_spin_trylock(irq_spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void irq_spin_unlock(irq_spinlock_t *l) HF_RELEASES(l);

/* A global lock and its class.  `static` may stand in front. */
#define DEFINE_LOCK_OF(type, kind_, name, state)                              \
	type name HF_HELD_IN(state) = {                                       \
		.core.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(    \
			#name, HF_KIND_##kind_, HF_STATE_##state) }
#define DEFINE_RAW_SPINLOCK(name, state) DEFINE_LOCK_OF(raw_spinlock_t, raw_spin, name, state)
#define DEFINE_SPINLOCK(name, state)     DEFINE_LOCK_OF(spinlock_t, spin, name, state)
#define DEFINE_DEFERRED_SPINLOCK(name, state) DEFINE_LOCK_OF(deferred_spinlock_t, softirq_spin, name, state)
#define DEFINE_IRQ_SPINLOCK(name, state) DEFINE_LOCK_OF(irq_spinlock_t, irq_spin, name, state)

/* Initialises (ptr)->field of `struct record` before anyone else can see it. */
#define LOCK_INIT_OF(kind_, record, field, ptr)                               \
	do {                                                                  \
		static struct lockdep_class lock_class_ = LOCKDEP_CLASS_INIT( \
			#record "." #field, HF_KIND_##kind_,                  \
			HF_DECLARED(record, field));                          \
		(ptr)->field = (__typeof__((ptr)->field)){                    \
			.core.dep.cls = &lock_class_ };                       \
	} while (0)
#define raw_spin_init(record, field, ptr) LOCK_INIT_OF(raw_spin, record, field, ptr)
#define spin_init(record, field, ptr)     LOCK_INIT_OF(spin, record, field, ptr)
#define deferred_spin_init(record, field, ptr) LOCK_INIT_OF(softirq_spin, record, field, ptr)
#define irq_spin_init(record, field, ptr) LOCK_INIT_OF(irq_spin, record, field, ptr)

#endif
