/* SPDX-License-Identifier: MIT
 *
 * What is restored was kept in variables; and a lock's own record has its save, which
 * its contract speaks for.
 *
 * args: --require-closed
 */
#include "case.h"

struct HF_LOCK_TYPE(irq_spin) ticket { unsigned long flags; };

static struct ticket t HF_HELD_IN(no_irq);

void ticket_lock(struct ticket *l) HF_ACQUIRES(l);
void ticket_unlock(struct ticket *l) HF_RELEASES(l);

void ticket_lock(struct ticket *l)
{
	l->flags = irq_save();
}

void ticket_unlock(struct ticket *l)
{
	irq_restore(l->flags);
}

void f(void)
{
	unsigned long a = irq_save();
	unsigned long b = irq_save();

	irq_restore(b);
	irq_restore(a);
	ticket_lock(&t);
	ticket_unlock(&t);
}
