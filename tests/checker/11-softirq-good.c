/* SPDX-License-Identifier: MIT
 *
 * Interrupts off keep deferred work away too.
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
	unsigned long flags = irq_save();

	spin_lock(&stat);
	spin_unlock(&stat);
	irq_restore(flags);
}

void init(void) { softirq_attach(deferred); }
