/* SPDX-License-Identifier: MIT
 *
 * The last save is restored first, and what is called with interrupts off leaves them so.
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
	spin_unlock_irqrestore(&inner, second);
	spin_unlock_irqrestore(&outer, first);
}

static void count(void)
{
	unsigned long flags;

	spin_lock_irqsave(&inner, flags);
	moved++;
	spin_unlock_irqrestore(&inner, flags);
}

void count_all(void)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	count();
	spin_unlock_irqrestore(&outer, flags);
}

void count_more(void)
{
	spin_lock_irq(&outer);
	spin_lock(&inner);
	moved++;
	spin_unlock(&inner);
	spin_unlock_irq(&outer);
}
