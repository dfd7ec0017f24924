/* SPDX-License-Identifier: MIT
 *
 * A place to reschedule under a spinlock, in a softirq, and as a reader of RCU.
 */
#include "linux.h"

static DEFINE_SPINLOCK(list_lock);
static DECLARE_RWSEM(tree_lock);
static int nodes;

void list_shrink(void)
{
	spin_lock(&list_lock);
	while (nodes-- > 0)
		cond_resched(); // expect: block-in-atomic: may block while spinlock `list_lock`
	spin_unlock(&list_lock);
}

int tree_walk(void)
{
	int n, seen = 0;

	rcu_read_lock();
	for (n = 0; n < nodes; n++) {
		seen++;
		cond_resched(); // expect: block-in-atomic: may block while in state rcu_reader
	}
	rcu_read_unlock();
	return seen;
}

static void list_tick(struct timer_list *t)
{
	might_sleep(); // expect: block-in-atomic: while in state in_softirq
	nodes++;
}

void list_start(struct timer_list *timer)
{
	timer_setup(timer, list_tick, 0);
}
