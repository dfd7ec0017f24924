/* SPDX-License-Identifier: MIT
 *
 * gic.h: the interrupt controller.  gic_init chooses the file that knows the one the
 * device tree names: gic_v2.c (ARM IHI 0048B) or gic_v3.c (ARM IHI 0069).
 */
#ifndef KERNEL_IRQ_GIC_H
#define KERNEL_IRQ_GIC_H

#include <kernel/base.h>
#include <kernel/irq.h>
#include "kernel/sched/cpu.h"

#define IRQ_MAX IRQ_IDS
#define IRQ_PRIVATE 16          /* ids below are software's, from there on each CPU's own */
#define IRQ_SHARED 32           /* from there on shared */
#define IRQ_PRIORITY 0x80       /* all have the same */

/* A controller.  Each of these is one store to a register that only sets or clears bits,
 * or that belongs to this CPU or to one interrupt: no lock. */
struct gic {
	const char *name;
	/* On each CPU, for itself; afterwards its interrupts may come. */
	void (*cpu_init)(struct cpu *cpu) HF_CALLED_IN(no_irq);
	/* Lets an interrupt through, or not: one below IRQ_SHARED on this CPU. */
	void (*enable)(unsigned irq) HF_CALLED_IN(no_irq);
	void (*disable)(unsigned irq) HF_CALLED_IN(no_irq);
	/* The CPU that a shared interrupt goes to. */
	void (*route)(unsigned irq, const struct cpu *cpu) HF_CALLED_IN(in_irq);
	/* The id of the interrupt to handle, or one that is not less than
	 * GIC_SPECIAL; and that the one with this token is done. */
	unsigned (*acknowledge)(uint32_t *token) HF_CALLED_IN(in_irq);
	void (*done)(uint32_t token) HF_CALLED_IN(in_irq);
	/* Raises software interrupt 0-15 on a CPU. */
	void (*send)(const struct cpu *cpu, unsigned sgi) HF_CALLED_IN(in_irq);
};

#define GIC_SPECIAL 1020        /* and above: there is none to handle */

extern const struct gic gic_v2, gic_v3;
/* The one in use; constant after gic_init. */
extern const struct gic *gic;

/* The distributor, on the first CPU.  Panics when the device tree names none. */
void gic_init(void);
void gic_v2_init(void);
void gic_v3_init(void);

#endif
