/* SPDX-License-Identifier: MIT
 *
 * gic.h: the interrupt controller, a GICv2 (ARM IHI 0048B).  The only file that
 * knows which one it is.
 */
#ifndef KERNEL_IRQ_GIC_H
#define KERNEL_IRQ_GIC_H

#include <kernel/base.h>

#define IRQ_MAX 256
#define IRQ_SHARED 32           /* ids below are each CPU's own */

void gic_init(uint64_t distributor_phys, uint64_t cpu_phys);
/* On each CPU; afterwards its interrupts may come. */
void gic_cpu_init(void);

/* Lets interrupt `irq` through: an own one to this CPU, a shared one to the first. */
void gic_enable(unsigned irq);

#define GIC_SPURIOUS 1023
/* The id of the interrupt to handle, GIC_SPURIOUS for none; and that it is done. */
unsigned gic_acknowledge(uint32_t *token);
void gic_done(uint32_t token);

/* Raises software interrupt 0-15 on the CPU with this index. */
void gic_send(unsigned cpu_index, unsigned sgi);

#endif
