/* SPDX-License-Identifier: MIT
 *
 * preempt.h: masking preemption and interrupts on this CPU.  Both nest.
 */
#ifndef KERNEL_PREEMPT_H
#define KERNEL_PREEMPT_H

#include <kernel/base.h>

/* This CPU keeps running this thread (or a handler) until the matching enable;
 * a switch that came due meanwhile happens there. */
void preempt_disable(void) HF_ENTERS(no_preempt);
void preempt_enable(void) HF_LEAVES(no_preempt);

/* Masks interrupts and returns the state to hand to the matching restore. */
unsigned long irq_save(void) HF_ENTERS(no_irq);
void irq_restore(unsigned long flags) HF_LEAVES(no_irq);

bool irq_masked(void);
bool in_interrupt(void);
unsigned preempt_depth(void);

#endif
