/* SPDX-License-Identifier: MIT
 *
 * Masks that stay, go too early, or are restored from the wrong save.
 *
 * expect: context-imbalance: `stays` returns in state no_irq, which it entered
 * expect: context-imbalance: `not_set` leaves state no_preempt, which is not entered
 * expect: context-imbalance: `too_early` returns without state no_preempt, in which it was called
 * expect: context-imbalance: `crossed` restores state no_irq from another save than the last one
 * expect: context-imbalance: `callers` restores state no_irq from another save than the last one
 * expect: context-imbalance: `half_open` returns in state no_preempt, which it entered
 * expect: context-imbalance: `wrapped` restores state no_irq from another save than the last one
 * chain: stays: returns in it
 * count: 7
 */
#include "case.h"

int work(void) HF_TRUST("test: no locks");

int stays(void)
{
	unsigned long flags = irq_save();

	if (work())
		return -11;
	irq_restore(flags);
	return 0;
}

void not_set(void) { preempt_enable(); }

void too_early(void) HF_REQUIRES_STATE(no_preempt);
void too_early(void) { preempt_enable(); }

void crossed(void)
{
	unsigned long a = irq_save(), b = irq_save();

	irq_restore(a);
	irq_restore(b);
}

unsigned long enter(void) HF_ENTERS(no_irq);
unsigned long enter(void) { return irq_save(); }
void leave(unsigned long flags) HF_LEAVES(no_irq);
void leave(unsigned long flags) { irq_restore(flags); }
void wrapped(void)
{
	unsigned long outer = enter(), inner = enter();

	leave(outer);
	leave(inner);
}

void callers(unsigned long flags)
{
	unsigned long mine = irq_save();

	irq_restore(flags);
	(void)mine;
}

void open_close(void) HF_ENTERS(no_preempt);
void open_close(void) { preempt_disable(); }
void half_open(bool twice)
{
	open_close();
	if (twice)
		open_close();
	preempt_enable();
}
