/* SPDX-License-Identifier: MIT
 *
 * A ring's producers mask where they are masked already, and a buffer is freed by the wrong one of two ways.
 */
#include "linux.h"

struct ring { spinlock_t lock; int head; };

static bool ring_lock(struct ring *r)
{
	bool in_softirq = in_softirq();

	if (in_softirq)
		spin_lock_bh(&r->lock);
	else
		spin_lock(&r->lock); // expect: irq-inversion: `ring.lock`
	return in_softirq;
}

static void ring_unlock(struct ring *r, bool in_softirq)
{
	if (in_softirq)
		spin_unlock_bh(&r->lock);
	else
		spin_unlock(&r->lock);
}

void ring_add(struct ring *r)
{
	bool in_softirq = ring_lock(r);

	r->head++;
	ring_unlock(r, in_softirq);
}

static struct ring ring;
static void ring_timer(struct timer_list *t) { ring_add(&ring); }
void ring_start(struct timer_list *t) { timer_setup(t, ring_timer, 0); }
void ring_use(void) { ring_add(&ring); }

static void wait_for_all(void)
{
	if (!in_interrupt())
		return;
	synchronize_rcu(); // expect: block-in-atomic: `synchronize_rcu` may block while in state in_irq
}

static irqreturn_t handler(int irq, void *dev)
{
	wait_for_all();
	return IRQ_HANDLED;
}
int ring_probe(unsigned int irq) { return request_irq(irq, handler, 0, "ring", NULL); }
