/* SPDX-License-Identifier: MIT
 *
 * ipi.h: interrupts from one CPU to another.
 */
#ifndef KERNEL_IRQ_IPI_H
#define KERNEL_IRQ_IPI_H

#include "kernel/sched/cpu.h"

enum ipi {
	IPI_RESCHEDULE,         /* need_resched was set: nothing else to do */
	IPI_CALL,               /* cpu_call */
	IPI_STOP,               /* never returns */
};

int ipi_init(void) __must_check;
/* Any context. */
void ipi_send(struct cpu *cpu, enum ipi ipi);

/* Calls fn(arg) in an interrupt handler of the CPU, which may be the caller's own, and
 * returns when fn has.  From where interrupts are open and no spinlock is held: the
 * other CPU may be waiting for this one in the same way, or for the lock.  The
 * CPU is online. */
void cpu_call(struct cpu *cpu, void (*fn)(void *arg) HF_CALLED_IN(in_irq), void *arg)
	HF_EFFECT(waits_for_cpus);
/* On every CPU online but the one that the caller is on; they may run fn at the same time. */
void cpu_call_others(void (*fn)(void *arg) HF_CALLED_IN(in_irq), void *arg)
	HF_EFFECT(waits_for_cpus);

#endif
