/* SPDX-License-Identifier: MIT
 *
 * A chain whose members may sleep is called behind the lock; a handler calls one whose members don't.
 */
#include "linux.h"

static struct blocking_notifier_head events;
static struct atomic_notifier_head alarms;
static DEFINE_SPINLOCK(lock);
static int level;

void level_set(int n)
{
	spin_lock_irq(&lock);
	level = n;
	spin_unlock_irq(&lock);
	blocking_notifier_call_chain(&events, n, NULL);
}

static irqreturn_t level_interrupt(int irq, void *dev_id)
{
	atomic_notifier_call_chain(&alarms, level, NULL);
	return IRQ_HANDLED;
}

int level_start(struct notifier_block *nb)
{
	blocking_notifier_chain_register(&events, nb);
	return request_irq(8, level_interrupt, 0, "level", &level);
}
