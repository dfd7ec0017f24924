/* SPDX-License-Identifier: MIT
 *
 * What is asserted of a spinlock, of the rtnl lock and of interrupts, threads and handlers keep to.
 */
#include "linux.h"

struct link { spinlock_t lock; struct work_struct work; int up; };

static void link_set(struct link *link, int up)
{
	assert_spin_locked(&link->lock);
	link->up = up;
}

static void link_rename(struct link *link)
{
	ASSERT_RTNL();
	link->up++;
}

static void link_count(struct link *link)
{
	lockdep_assert_irqs_disabled();
	WRITE_ONCE(link->up, 0);
}

static irqreturn_t link_interrupt(int irq, void *dev_id)
{
	link_count(dev_id);
	return IRQ_HANDLED;
}

static void link_work(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, work);

	rtnl_lock();
	link_rename(link);
	rtnl_unlock();
	spin_lock_irq(&link->lock);
	link_set(link, 1);
	link_count(link);
	spin_unlock_irq(&link->lock);
}

int link_init(struct link *link)
{
	INIT_WORK(&link->work, link_work);
	return request_irq(5, link_interrupt, 0, "link", link);
}
