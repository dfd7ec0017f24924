/* SPDX-License-Identifier: MIT
 *
 * What is asserted of a spinlock and of the rtnl lock, threads keep to.
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

static void link_work(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, work);

	rtnl_lock();
	link_rename(link);
	rtnl_unlock();
	spin_lock_irq(&link->lock);
	link_set(link, 1);
	spin_unlock_irq(&link->lock);
}

void link_init(struct link *link)
{
	INIT_WORK(&link->work, link_work);
}
