/* SPDX-License-Identifier: MIT
 *
 * deferred.h: the bottom half: work that an interrupt handler puts off until interrupts are on again.
 * It runs on the same CPU, at the end of the interrupt or where deferred work is let in again, with
 * preemption off and interrupts on.  It must not sleep; what sleeps goes to a work queue (work.h).
 */
#ifndef KERNEL_DEFERRED_H
#define KERNEL_DEFERRED_H

#include <kernel/base.h>
#include <kernel/list.h>

struct deferred {
	struct list link;
	void (*fn)(struct deferred *d) HF_CALLED_IN(in_softirq);
	uint32_t state;                 /* atomic; deferred.c */
};

void deferred_init(struct deferred *d, void (*fn)(struct deferred *d) HF_CALLED_IN(in_softirq));

/* Calls d->fn once, soon, on this CPU; once for several calls before it begins.  Never
 * twice at the same time.  Any context. */
void deferred_schedule(struct deferred *d);

#endif
