/* SPDX-License-Identifier: MIT
 *
 * preempt.h: masking preemption, deferred work and interrupts on this CPU.  All nest.
 */
#ifndef KERNEL_PREEMPT_H
#define KERNEL_PREEMPT_H

#include <kernel/base.h>

/* This CPU keeps running this thread (or a handler) until the matching enable;
 * a switch that came due meanwhile happens there. */
void preempt_disable(void) HF_ENTERS(no_preempt);
void preempt_enable(void) HF_LEAVES(no_preempt);

/* The same, and no deferred work (deferred.h) runs on this CPU either. */
void deferred_disable(void) HF_ENTERS(no_softirq);
void deferred_enable(void) HF_LEAVES(no_softirq);

/* Masks interrupts and returns the state to hand to the matching restore. */
unsigned long irq_save(void) HF_ENTERS(no_irq);
void irq_restore(unsigned long flags) HF_LEAVES(no_irq);

bool irq_masked(void);
bool in_interrupt(void);
bool in_deferred(void);
unsigned preempt_depth(void);

#endif
