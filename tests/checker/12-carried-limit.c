/* SPDX-License-Identifier: MIT
 *
 * A false alarm: `gate` is held around both, so they exclude each other; but it is a lock in a
 * record, and there might be two of them.
 *
 * expect: carried-inversion: inner
 */
#include "case.h"

struct port { HF_LOCK_FIELD(irq_spinlock_t, gate, no_irq); };
static irq_spinlock_t outer HF_HELD_IN(no_irq);
static spinlock_t inner HF_HELD_IN(no_preempt);

static void handler(void *arg)
{
	(void)arg;
	irq_spin_lock(&outer);
	irq_spin_unlock(&outer);
}

void start(void)
{
	irq_attach(1, handler);
}

void both(struct port *p)
{
	irq_spin_lock(&p->gate);
	irq_spin_lock(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	irq_spin_unlock(&outer);
	irq_spin_unlock(&p->gate);
}

void open_holder(void)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
