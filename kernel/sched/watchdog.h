/* SPDX-License-Identifier: MIT
 *
 * watchdog.h: finds CPUs that cannot be given back.
 */
#ifndef KERNEL_SCHED_WATCHDOG_H
#define KERNEL_SCHED_WATCHDOG_H

#include "cpu.h"

/* Reads `watchdog_ms` from the command line: the longest that preemption may stay
 * off (default 2000; 0: no watchdog). Before the first tick. */
void watchdog_init(void);
/* From each CPU's tick. */
void watchdog_tick(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);

#endif
