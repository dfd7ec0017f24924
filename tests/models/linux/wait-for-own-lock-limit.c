/* SPDX-License-Identifier: MIT
 *
 * A timer is waited for under the lock that its function takes: neither goes on.  That such a wait stands for what
 * the function waits for isn't seen, of a timer.
 */
#include "linux.h"

struct link { struct timer_list watch; spinlock_t lock; int up; };

static void link_watch(struct timer_list *t)
{
	struct link *link = from_timer(link, t, watch);

	spin_lock(&link->lock);
	link->up++;
	spin_unlock(&link->lock);
}

void link_init(struct link *link)
{
	timer_setup(&link->watch, link_watch, 0);
}

void link_down(struct link *link)
{
	spin_lock_bh(&link->lock);
	del_timer_sync(&link->watch);
	spin_unlock_bh(&link->lock);
}
