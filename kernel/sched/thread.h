/* SPDX-License-Identifier: MIT
 *
 * thread.h: what the scheduler and thread.c tell each other.
 */
#ifndef KERNEL_SCHED_THREAD_H
#define KERNEL_SCHED_THREAD_H

#include "sched.h"

/* Puts a thread that never ran on a run queue. */
void sched_enqueue_new(struct thread *t);

/* threads.c: all threads but the boot's; fn is called with interrupts masked, and none of
 * them ends meanwhile. */
void threads_add(struct thread *t);
void threads_remove(struct thread *t);
void threads_for_each(void (*fn)(struct thread *t) HF_CALLED_IN(no_irq));

/* Has a dead thread, off its stack, freed. */
void thread_reap(struct thread *t) HF_REQUIRES_STATE(no_irq);

#endif
