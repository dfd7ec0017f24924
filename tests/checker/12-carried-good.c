/* SPDX-License-Identifier: MIT
 *
 * b is only held under a, with interrupts off.
 */
#include "case.h"

static irq_spinlock_t a HF_HELD_IN(no_irq);
static spinlock_t b HF_HELD_IN(no_preempt);

static void handler(void *arg)
{
	(void)arg;
	irq_spin_lock(&a);
	irq_spin_unlock(&a);
}

void middle(void)
{
	irq_spin_lock(&a);
	spin_lock(&b);
	spin_unlock(&b);
	irq_spin_unlock(&a);
}

void outer(void)
{
	irq_spin_lock(&a);
	spin_lock(&b);
	spin_unlock(&b);
	irq_spin_unlock(&a);
}

void init(void) { irq_attach(3, handler); }
