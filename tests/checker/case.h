/* SPDX-License-Identifier: MIT
 *
 * case.h: a small kernel's primitives, as the test programs use them.
 */
#ifndef CASE_H
#define CASE_H

#include <holdfast.h>
#include <stdbool.h>
#include <stddef.h>

#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

typedef struct HF_LOCK_TYPE(raw_spin) raw_spinlock { int v; } raw_spinlock_t;
typedef struct HF_LOCK_TYPE(spin) spinlock { int v; } spinlock_t;
typedef struct HF_LOCK_TYPE(irq_spin) irq_spinlock { int v; } irq_spinlock_t;
typedef struct HF_LOCK_TYPE(mutex) mutex { int v; } mutex_t;

void raw_spin_lock(raw_spinlock_t *l) HF_ACQUIRES(l);
bool raw_spin_trylock(raw_spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void raw_spin_unlock(raw_spinlock_t *l) HF_RELEASES(l);
void spin_lock(spinlock_t *l) HF_ACQUIRES(l);
bool spin_trylock(spinlock_t *l) HF_TRY_ACQUIRES(true, l);
void spin_unlock(spinlock_t *l) HF_RELEASES(l);
void irq_spin_lock(irq_spinlock_t *l) HF_ACQUIRES(l);
void irq_spin_unlock(irq_spinlock_t *l) HF_RELEASES(l);
void mutex_lock(mutex_t *l) HF_ACQUIRES(l);
void mutex_unlock(mutex_t *l) HF_RELEASES(l);

void preempt_disable(void) HF_ENTERS(no_preempt);
void preempt_enable(void) HF_LEAVES(no_preempt);
unsigned long irq_save(void) HF_ENTERS(no_irq);
void irq_restore(unsigned long flags) HF_LEAVES(no_irq);

void sleep_ms(unsigned ms) HF_MAY_BLOCK;
void thread_start(void (*fn)(void *arg) HF_CALLED_IN(in_thread), void *arg) HF_TRUST("test: keeps fn");
void irq_attach(int irq, void (*fn)(void *arg) HF_CALLED_IN(in_irq)) HF_TRUST("test: keeps fn");
void softirq_attach(void (*fn)(void) HF_CALLED_IN(in_softirq)) HF_TRUST("test: keeps fn");

#endif
