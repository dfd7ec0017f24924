/* SPDX-License-Identifier: MIT
 *
 * Deferred work interrupts a holder that only turned preemption off.
 *
 * expect: irq-inversion: `stat` is held while deferred work
 */
#include "case.h"

static spinlock_t stat HF_HELD_IN(no_preempt);

static void deferred(void)
{
	spin_lock(&stat);
	spin_unlock(&stat);
}

void read_stat(void)
{
	spin_lock(&stat);
	spin_unlock(&stat);
}

void init(void) { softirq_attach(deferred); }
