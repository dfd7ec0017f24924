/* SPDX-License-Identifier: MIT
 *
 * A timer is waited for under the lock that its function takes, and work under the mutex that it takes: neither
 * goes on.  That such a wait stands for what the function waits for isn't seen.
 */
#include "linux.h"

struct link { struct timer_list watch; struct work_struct reset; spinlock_t lock; struct mutex config; int up; };

static void link_watch(struct timer_list *t)
{
	struct link *link = from_timer(link, t, watch);

	spin_lock(&link->lock);
	link->up++;
	spin_unlock(&link->lock);
}

static void link_reset(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, reset);

	mutex_lock(&link->config);
	msleep(1);
	mutex_unlock(&link->config);
}

void link_init(struct link *link)
{
	timer_setup(&link->watch, link_watch, 0);
	INIT_WORK(&link->reset, link_reset);
}

void link_down(struct link *link)
{
	spin_lock_bh(&link->lock);
	del_timer_sync(&link->watch);
	spin_unlock_bh(&link->lock);
	mutex_lock(&link->config);
	cancel_work_sync(&link->reset);
	mutex_unlock(&link->config);
}
