/* SPDX-License-Identifier: MIT
 *
 * crew.h: some threads that do the same work, and whoever waits for all of them.
 */
#ifndef KERNEL_TEST_CREW_H
#define KERNEL_TEST_CREW_H

#include <kernel/base.h>
#include <kernel/wait.h>

struct crew {
	void (*work)(struct crew *crew, unsigned member) HF_MAY_BLOCK;
	unsigned next, left;            /* atomic */
	struct wait_queue done;
};

/* Starts `count` threads that each call work once, with members 0, 1, ....  False: no
 * memory; those that were started still run. */
bool crew_start(struct crew *crew, unsigned count,
		void (*work)(struct crew *crew, unsigned member) HF_MAY_BLOCK) HF_MAY_BLOCK;
/* Waits until all have returned. */
void crew_wait(struct crew *crew) HF_MAY_BLOCK;

#endif
