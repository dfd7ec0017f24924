/* SPDX-License-Identifier: MIT
 *
 * A place to reschedule under a mutex, and one that gives the spinlock back meanwhile.
 */
#include "linux.h"

static DEFINE_SPINLOCK(list_lock);
static DECLARE_RWSEM(tree_lock);
static int nodes;

void list_shrink(void)
{
	spin_lock(&list_lock);
	while (nodes-- > 0)
		cond_resched_lock(&list_lock);
	spin_unlock(&list_lock);
}

int tree_walk(void)
{
	int n, seen = 0;

	down_read(&tree_lock);
	for (n = 0; n < nodes; n++) {
		seen++;
		cond_resched();
	}
	up_read(&tree_lock);
	return seen;
}

static void list_tick(struct timer_list *t)
{
	nodes++;
}

void list_start(struct timer_list *timer)
{
	might_sleep();
	timer_setup(timer, list_tick, 0);
}
