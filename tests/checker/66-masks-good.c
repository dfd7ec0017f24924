/* SPDX-License-Identifier: MIT
 *
 * Nested, by contract, opened for a wait, through a helper and its counterpart, and a
 * variable that is used again for the next save.
 */
#include "case.h"

int work(void) HF_TRUST("test: no locks");

void nested(void)
{
	unsigned long a = irq_save(), b = irq_save();

	irq_restore(b);
	irq_restore(a);
	a = irq_save();
	work();
	irq_restore(a);
}

void wait_open(void) HF_REQUIRES_STATE(no_preempt);
void wait_open(void)
{
	preempt_enable();
	sleep_ms(1);
	preempt_disable();
}

unsigned long enter(void) HF_ENTERS(no_irq);
unsigned long enter(void) { return irq_save(); }
void leave(unsigned long flags) HF_LEAVES(no_irq);
void leave(unsigned long flags) { irq_restore(flags); }

void by_contract(void)
{
	unsigned long outer = enter(), inner = irq_save();

	irq_restore(inner);
	leave(outer);
}

static void begin(void) { preempt_disable(); }
static void end(void) { preempt_enable(); }
void pair(void) { begin(); work(); end(); }

int unwind(void)
{
	unsigned long flags = irq_save();
	int error = work();

	if (error)
		goto out;
	error = work();
out:
	irq_restore(flags);
	return error;
}

void rounds(int n)
{
	for (int i = 0; i < n; i++) {
		unsigned long flags = irq_save();

		if (work()) {
			irq_restore(flags);
			continue;
		}
		irq_restore(flags);
	}
}
