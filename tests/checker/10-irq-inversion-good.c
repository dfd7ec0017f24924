/* SPDX-License-Identifier: MIT
 *
 * The lock's type masks interrupts.
 */
#include "case.h"

static irq_spinlock_t ring HF_HELD_IN(no_irq);

static void handler(void *arg)
{
	(void)arg;
	irq_spin_lock(&ring);
	irq_spin_unlock(&ring);
}

void push(void)
{
	irq_spin_lock(&ring);
	irq_spin_unlock(&ring);
}

void init(void) { irq_attach(3, handler); }
