/* SPDX-License-Identifier: MIT
 *
 * The same the right way round.
 */
#include "linux.h"

struct ring { spinlock_t lock; int head; };

static bool ring_lock(struct ring *r)
{
	bool in_softirq = in_softirq();

	if (in_softirq)
		spin_lock(&r->lock);
	else
		spin_lock_bh(&r->lock);
	return in_softirq;
}

static void ring_unlock(struct ring *r, bool in_softirq)
{
	if (in_softirq)
		spin_unlock(&r->lock);
	else
		spin_unlock_bh(&r->lock);
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
	if (in_hardirq() || irqs_disabled())
		return;
	if (in_irq() || in_serving_softirq() || in_interrupt())
		return;
	synchronize_rcu();
}

static irqreturn_t handler(int irq, void *dev)
{
	wait_for_all();
	return IRQ_HANDLED;
}
int ring_probe(unsigned int irq) { return request_irq(irq, handler, 0, "ring", NULL); }

void ring_drain(void)
{
	unsigned long flags;

	local_irq_save(flags);
	wait_for_all();
	local_irq_restore(flags);
	local_bh_disable();
	wait_for_all();
	local_bh_enable();
	wait_for_all();
}
