/* SPDX-License-Identifier: MIT
 *
 * storm.h: notices an interrupt that comes so often that nothing else gets done.
 */
#ifndef KERNEL_IRQ_STORM_H
#define KERNEL_IRQ_STORM_H

#include <kernel/time.h>

/* Of one shared interrupt. */
struct storm {
	/* by the CPU that it goes to */
	uint32_t count;                 /* in this window */
	uint32_t row;                   /* in this entry: nothing but handlers ran in between */
	uint64_t entry;
	uint64_t since_ns;
	uint64_t named_ns;              /* when it was last reported, 0: never */
	unsigned irq;
	struct timeout again;           /* lets it through again */
};

/* Reads `storm_per_s` from the command line: more interrupts of one source in a second
 * than this (default 200000; 0: no limit), or thousands in a row, are named, and it is
 * masked for a while. */
void storm_init(void);
/* After each, in its handler's context; `entry` is the number of the CPU's entry into
 * the kernel by an interrupt. */
void storm_count(struct storm *s, unsigned irq, const char *name, uint64_t entry)
	HF_REQUIRES_STATE(no_irq);

#endif
