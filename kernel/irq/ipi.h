/* SPDX-License-Identifier: MIT
 *
 * ipi.h: interrupts from one CPU to another.
 */
#ifndef KERNEL_IRQ_IPI_H
#define KERNEL_IRQ_IPI_H

#include "kernel/sched/cpu.h"

enum ipi {
	IPI_RESCHEDULE,         /* need_resched was set: nothing else to do */
	IPI_STOP,               /* never returns */
};

int ipi_init(void) __must_check;
void ipi_send(struct cpu *cpu, enum ipi ipi);

#endif
