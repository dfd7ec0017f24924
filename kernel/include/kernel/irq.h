/* SPDX-License-Identifier: MIT
 *
 * irq.h: interrupt handlers.
 */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include <kernel/base.h>

/* Installs the one handler of interrupt `irq` (a GIC id: software's below 16, each CPU's
 * own below 32, then the shared ones) and enables it: one of a CPU's own on this
 * CPU.  Shared interrupts are spread: each next one goes to the next CPU online.  The
 * handler runs with interrupts masked.  0, -EINVAL, -EBUSY. */
int irq_register(unsigned irq, const char *name,
		 void (*handler)(void *arg) HF_CALLED_IN(in_irq), void *arg) __must_check;

/* Where a shared interrupt goes from now on, by the CPU's index; one that is under way
 * still arrives where it was sent.  Any context.  0, -EINVAL. */
int irq_set_cpu(unsigned irq, unsigned cpu) __must_check;

#define IRQ_IDS 256             /* ids are less than this */
/* For statistics, any context: NULL where there is no handler; how often it was called on
 * the CPU with this index. */
const char *irq_name(unsigned irq);
uint32_t irq_count(unsigned irq, unsigned cpu);

#endif
