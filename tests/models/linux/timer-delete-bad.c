/* SPDX-License-Identifier: MIT
 *
 * Whoever waits for a timer's function to end must leave interrupts on, since it may be the one that was
 * interrupted.
 */
#include "linux.h"

struct key { struct timer_list repeat; struct hrtimer tick; spinlock_t lock; int down; };

static void key_repeat(struct timer_list *t)
{
	struct key *key = from_timer(key, t, repeat);

	WRITE_ONCE(key->down, 1);
}

void key_init(struct key *key)
{
	timer_setup(&key->repeat, key_repeat, 0);
}

void key_up(struct key *key)
{
	unsigned long flags;

	spin_lock_irqsave(&key->lock, flags);
	del_timer_sync(&key->repeat); // expect: effect-in-context: waits for a timer's handler to end
	key->down = 0;
	spin_unlock_irqrestore(&key->lock, flags);
}

static irqreturn_t key_interrupt(int irq, void *dev_id)
{
	struct key *key = dev_id;

	hrtimer_cancel(&key->tick); // expect: effect-in-context: waits for a timer's handler to end
	return IRQ_HANDLED;
}

int key_start(struct key *key)
{
	return request_irq(1, key_interrupt, 0, "key", key);
}
