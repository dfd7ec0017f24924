/* SPDX-License-Identifier: MIT
 *
 * Paths that leave interrupts or the scheduler locked.
 */
#include "kernel.h"

static unsigned int state, busy;

int enter(void)
{
	unsigned int key = irq_lock();

	if (busy) {
		return -1; // expect: context-imbalance: `enter` returns
	}
	busy = 1;
	irq_unlock(key);
	return 0;
}

void step(void)
{
	k_sched_lock();
	state++;
	if (busy)
		return; // expect: context-imbalance: `step` returns
	k_sched_unlock();
}
