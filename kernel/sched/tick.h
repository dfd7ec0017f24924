/* SPDX-License-Identifier: MIT
 *
 * tick.h: the scheduler tick, sole owner of the physical timer (CNTP).
 */
#ifndef KERNEL_SCHED_TICK_H
#define KERNEL_SCHED_TICK_H

#include "cpu.h"

#define TICK_IRQ 30             /* non-secure EL1 physical timer */
/* A turn while others wait. */
#define TICK_NS (4 * NSEC_PER_MSEC)

int tick_init(void) __must_check;       /* on the first CPU, before any tick_start */
void tick_start(void) HF_REQUIRES_STATE(no_irq); /* on each CPU */

/* The CPU goes to sleep: no tick.  Only while a timeout is pending the timer stays on, for
 * long after that, in case the other timer is lost; and on one of
 * several CPUs, to look after the others once in a long while.  It stops being idle: ticks again.  By itself,
 * interrupts masked. */
void tick_idle(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
void tick_running(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);

#endif
