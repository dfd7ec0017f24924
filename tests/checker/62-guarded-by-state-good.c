/* SPDX-License-Identifier: MIT
 *
 * The state, or a stricter one: by a mask, by a lock that masks, in a handler.
 */
#include "case.h"

struct cpu { int count HF_GUARDED_BY_STATE(no_preempt); };
static int ring HF_GUARDED_BY_STATE(no_irq);
static spinlock_t lock HF_HELD_IN(no_preempt);

void f(struct cpu *c)
{
	spin_lock(&lock);
	c->count++;
	spin_unlock(&lock);
	unsigned long flags = irq_save();

	c->count += ring;
	irq_restore(flags);
}

static void handler(void *arg) { (void)arg; ring++; }
void start(void) { irq_attach(3, handler); }
