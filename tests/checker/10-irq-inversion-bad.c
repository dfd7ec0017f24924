/* SPDX-License-Identifier: MIT
 *
 * A handler spins on what a thread holds with interrupts on.
 *
 * expect: irq-inversion: spinlock `ring`
 * chain: handler: entry point (stored in `fn of irq_attach`, which is called in in_irq)
 * count: 1
 */
#include "case.h"

static spinlock_t ring HF_HELD_IN(no_preempt);

static void handler(void *arg)
{
	(void)arg;
	spin_lock(&ring);
	spin_unlock(&ring);
}

void push(void)
{
	spin_lock(&ring);
	spin_unlock(&ring);
}

void init(void) { irq_attach(3, handler); }
