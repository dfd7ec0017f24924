/* SPDX-License-Identifier: MIT
 *
 * thread.h: what the scheduler and thread.c tell each other.
 */
#ifndef KERNEL_SCHED_THREAD_H
#define KERNEL_SCHED_THREAD_H

#include "sched.h"

/* Puts a thread that never ran on a run queue. */
void sched_enqueue_new(struct thread *t);

/* Panics if the thread has run over the end of its stack. */
void thread_check_stack(const struct thread *t);

/* Has a dead thread, off its stack, freed. */
void thread_reap(struct thread *t) HF_REQUIRES_STATE(no_irq);

#endif
