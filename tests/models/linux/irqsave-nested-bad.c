/* SPDX-License-Identifier: MIT
 *
 * Two saves that are restored in the wrong order, and an unlock that turns on interrupts that the caller
 * had turned off.
 */
#include "linux.h"

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static int moved;

void move(void)
{
	unsigned long first, second;

	spin_lock_irqsave(&outer, first);
	spin_lock_irqsave(&inner, second);
	moved++;
	spin_unlock(&inner);
	spin_unlock(&outer);
	local_irq_restore(first); // expect: context-imbalance
	local_irq_restore(second);
}

static void count(void)
{
	spin_lock_irq(&inner); // expect: context-imbalance: needs the irqsave form
	moved++;
	spin_unlock_irq(&inner);
}

void count_all(void)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	count();
	spin_unlock_irqrestore(&outer, flags);
}
