/* SPDX-License-Identifier: MIT
 *
 * timeout.h: the parts of timeouts that only kernel/ uses.
 */
#ifndef KERNEL_SCHED_TIMEOUT_H
#define KERNEL_SCHED_TIMEOUT_H

#include <kernel/time.h>

int timeout_init(void) __must_check;    /* on the first CPU, before any timeout_start */
void timeout_start(void) HF_REQUIRES_STATE(no_irq); /* on each CPU */

struct cpu;
/* For the watchdog, on the CPU itself: the timer as the list wants it, after it was lost; and
 * what the first timeout would call. */
void timeout_arm_again(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
const void *timeout_first_fn(struct cpu *cpu);
/* The timer has come, and its work waits until deferred work is let in. */
bool timeout_put_off(const struct cpu *cpu);

#endif
