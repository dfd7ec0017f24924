/* SPDX-License-Identifier: MIT
 *
 * alarm.h: the timer that each process has: setitimer(ITIMER_REAL).
 */
#ifndef KERNEL_PROC_ALARM_H
#define KERNEL_PROC_ALARM_H

#include <kernel/base.h>

struct process;

/* Once, before the first process. */
int alarm_init(void) HF_MAY_BLOCK;
/* SIGALRM for the calling process after first_ns (0: never) and then every every_ns (0: once).
 * What was left of the one before. */
void alarm_set(uint64_t first_ns, uint64_t every_ns, uint64_t *left_ns, uint64_t *every_before_ns);
void alarm_get(uint64_t *left_ns, uint64_t *every_ns);

#endif
