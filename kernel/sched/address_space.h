/* SPDX-License-Identifier: MIT
 *
 * address_space.h: what the CPUs need to know of a process's half of the address space.
 *
 * A TLB is told of changes only where that cannot wait: on CPUs that run on these tables now.  The
 * others are struck off `known`, and empty theirs of the ASID when they come back.  A process
 * with one thread so never disturbs another CPU, wherever it has been.
 */
#ifndef KERNEL_SCHED_ADDRESS_SPACE_H
#define KERNEL_SCHED_ADDRESS_SPACE_H

#include <kernel/base.h>

struct address_space {
	uint64_t ttbr0;                 /* constant: tables and ASID (Arm ARM DDI 0487, D17.2.144) */
	uint32_t known;                 /* atomic; bit n: what the nth CPU's TLB holds is true */
};

/* This CPU runs on these tables from now on; NULL: on none. */
void address_space_enter(struct address_space *space) HF_REQUIRES_STATE(no_irq);

/* An entry of the tables was cleared or changed: no CPU uses what it was any more, nor, as far as the
 * caller is concerned, anything else of that page, or of the whole space.  One caller at a time
 * for each space. */
void address_space_flush_page(struct address_space *space, uint64_t addr);
void address_space_flush(struct address_space *space);
/* The same for all there are, and those that were. */
void address_space_flush_all(void);

#endif
