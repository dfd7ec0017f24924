/* SPDX-License-Identifier: MIT
 *
 * The save and the restore are in functions of their own, and in turn; one hands its save
 * out through a pointer.
 */
#include "case.h"

static unsigned long begin(void)
{
	return irq_save();
}

static int begin_at(unsigned long *flags)
{
	*flags = irq_save();
	return 0;
}

static void end(unsigned long flags)
{
	irq_restore(flags);
}

void f(void)
{
	unsigned long outer = begin();
	unsigned long inner = begin();

	end(inner);
	end(outer);
}

int g(void)
{
	unsigned long outer = begin(), inner;
	int rc = begin_at(&inner);

	end(inner);
	end(outer);
	return rc;
}
