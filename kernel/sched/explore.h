/* SPDX-License-Identifier: MIT
 *
 * explore.h: the schedule explorer.  With `explore=SEED` on the command line, points before and after lock
 * operations, wake-ups and sleeps give the CPU to the other virtual CPUs, or the thread's to
 * other threads, by a sequence that SEED decides.  Under QEMU's -icount one CPU runs at a time and
 * changes only there and after a fixed number of instructions: one seed is one interleaving, each time
 * (tests/explore).  Without the option a point is one load and a branch.
 */
#ifndef KERNEL_SCHED_EXPLORE_H
#define KERNEL_SCHED_EXPLORE_H

#include <kernel/base.h>

extern bool explore_on;                 /* constant once other CPUs run */

void explore_init(void);
void explore_step(void);

/* Here another order is possible.  Any context. */
static inline void explore_point(void)
{
	if (__builtin_expect(explore_on, 0))
		explore_step();
}

#endif
