/* SPDX-License-Identifier: MIT
 *
 * os.h: what the sampler uses of its system, with holdfast's annotations.  Only this
 * header and the locks are annotated; everything else follows from them.
 */
#ifndef OS_H
#define OS_H

#include <holdfast.h>

/* A lock type says what taking it masks: `spin` preemption, `irq_spin` interrupts. */
typedef struct HF_LOCK_TYPE(spin) spinlock { int taken; } spinlock_t;
typedef struct HF_LOCK_TYPE(irq_spin) irq_spinlock { int taken; } irq_spinlock_t;

void spin_lock(spinlock_t *lock) HF_ACQUIRES(lock);
void spin_unlock(spinlock_t *lock) HF_RELEASES(lock);
void irq_spin_lock(irq_spinlock_t *lock) HF_ACQUIRES(lock);
void irq_spin_unlock(irq_spinlock_t *lock) HF_RELEASES(lock);

/* What sleeps. */
void uart_write(const char *text) HF_MAY_BLOCK;
void sleep_ms(unsigned ms) HF_MAY_BLOCK;

/* Where the system calls us: said once, for every function that is passed here. */
void irq_attach(int irq, void (*handler)(void *arg) HF_CALLED_IN(in_irq))
	HF_TRUST("the system's library: keeps the handler");
void thread_start(void (*run)(void *arg) HF_CALLED_IN(in_thread))
	HF_TRUST("the system's library: keeps the function");

#endif
