/* SPDX-License-Identifier: MIT
 *
 * The save and the restore are in functions of their own, and two saves are mixed up.
 *
 * expect: context-imbalance: another save
 * count: 1
 */
#include "case.h"

static unsigned long begin(void)
{
	return irq_save();
}

static void end(unsigned long flags)
{
	irq_restore(flags);
}

void f(void)
{
	unsigned long outer = begin();
	unsigned long inner = begin();

	end(outer);
	end(inner);
}
