/* SPDX-License-Identifier: MIT
 *
 * irq.h: interrupt handlers.
 */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include <kernel/base.h>

/* Installs the one handler of interrupt `irq` (a GIC id: SPIs start at 32) and
 * enables it.  The handler runs with interrupts masked.  0, -EINVAL, -EBUSY. */
int irq_register(unsigned irq, const char *name,
		 void (*handler)(void *arg) HF_CALLED_IN(in_irq), void *arg) __must_check;

#endif
