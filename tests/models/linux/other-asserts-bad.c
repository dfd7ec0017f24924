/* SPDX-License-Identifier: MIT
 *
 * What is asserted of a spinlock and of the rtnl lock, threads don't keep to.
 */
#include "linux.h"

struct link { spinlock_t lock; struct work_struct work; int up; };

static void link_set(struct link *link, int up)
{
	assert_spin_locked(&link->lock); // expect: requires: `assert_spin_locked` requires spinlock `link.lock`
	link->up = up;
}

static void link_rename(struct link *link)
{
	ASSERT_RTNL(); // expect: requires: `ASSERT_RTNL` requires mutex `rtnl_mutex`
	link->up++;
}

static void link_work(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, work);

	link_set(link, 1);
	link_rename(link);
}

void link_init(struct link *link)
{
	INIT_WORK(&link->work, link_work);
}
