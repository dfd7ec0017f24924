/* SPDX-License-Identifier: MIT
 *
 * linger.h: a thread that is about to sleep stays a moment longer, where that costs nobody anything.
 */
#ifndef KERNEL_SCHED_LINGER_H
#define KERNEL_SCHED_LINGER_H

#include "sched.h"

/* Reads the command line. */
void linger_init(void);

/* The running thread, before it sleeps: comes back early when it is woken, or when another thread could
 * use the CPU. */
void linger(struct thread *t) HF_MAY_BLOCK;

#endif
