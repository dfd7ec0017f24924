/* SPDX-License-Identifier: MIT
 *
 * crew.h: some threads that do the same work, and whoever waits for all of them.
 */
#ifndef KERNEL_TEST_CREW_H
#define KERNEL_TEST_CREW_H

#include <kernel/base.h>
#include <kernel/wait.h>
#include "kernel/sched/explore.h"

struct crew {
	void (*work)(struct crew *crew, unsigned member) HF_MAY_BLOCK;
	unsigned next, left;            /* atomic */
	struct wait_queue done;
};

/* For a crew that is made one by one.  `work` may be another one for those that are added
 * later, once those before have begun. */
void crew_prepare(struct crew *crew, void (*work)(struct crew *crew, unsigned member) HF_MAY_BLOCK);
bool crew_add(struct crew *crew, unsigned priority, uint32_t cpus) HF_MAY_BLOCK;

/* How often to do what others do at the same time: `n` times, or some times where the schedule
 * explorer makes each time count. */
static inline unsigned crew_rounds(unsigned n)
{
	return explore_on ? 12 : n;
}

/* Starts `count` threads that each call work once, with members 0, 1, ....  False: no
 * memory; those that were started still run. */
bool crew_start(struct crew *crew, unsigned count,
		void (*work)(struct crew *crew, unsigned member) HF_MAY_BLOCK) HF_MAY_BLOCK;
/* Waits until all have returned. */
void crew_wait(struct crew *crew) HF_MAY_BLOCK;

#endif
