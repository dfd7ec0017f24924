/* SPDX-License-Identifier: MIT
 *
 * deferred.h: the parts of deferred work that only the scheduler and interrupts use.
 */
#ifndef KERNEL_SCHED_DEFERRED_H
#define KERNEL_SCHED_DEFERRED_H

#include <kernel/deferred.h>

/* The thread of each CPU that is online: runs what would keep an interrupted thread too
 * long. */
int deferred_start(void) HF_MAY_BLOCK __must_check;

/* Runs what is pending on this CPU, unless deferred work is off or running already. */
void deferred_run(void) HF_REQUIRES_STATE(no_irq);

#endif
