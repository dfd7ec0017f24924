/* SPDX-License-Identifier: MIT
 *
 * A chain whose members may sleep is not called under a spinlock, nor by a handler.
 */
#include "linux.h"

static struct blocking_notifier_head events;
static DEFINE_SPINLOCK(lock);
static int level;

void level_set(int n)
{
	spin_lock(&lock);
	level = n;
	blocking_notifier_call_chain(&events, n, NULL); // expect: block-in-atomic: `blocking_notifier_call_chain` may block
	spin_unlock(&lock);
}

static irqreturn_t level_interrupt(int irq, void *dev_id)
{
	blocking_notifier_call_chain(&events, level, NULL); // expect: block-in-atomic: while in state in_irq
	return IRQ_HANDLED;
}

int level_start(struct notifier_block *nb)
{
	blocking_notifier_chain_register(&events, nb);
	return request_irq(8, level_interrupt, 0, "level", &level);
}
