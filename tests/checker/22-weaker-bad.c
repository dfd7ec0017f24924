/* SPDX-License-Identifier: MIT
 *
 * Declared to be held with interrupts off; the type masks preemption only, and the
 * caller masks nothing.
 *
 * expect: context-mismatch: `port.lock` is declared HF_HELD_IN(no_irq), but held in state no_preempt
 */
#include "case.h"

struct port { HF_LOCK_FIELD(spinlock_t, lock, no_irq); };

void send(struct port *p)
{
	spin_lock(&p->lock);
	spin_unlock(&p->lock);
}
