/* SPDX-License-Identifier: MIT
 *
 * Readers don't sleep, whoever frees waits outside; spinlocks and GFP_ATOMIC are fine for a reader.
 */
#include "linux.h"

struct route { struct route *next; struct rcu_head rcu; int metric; };
static struct route *routes;
static DEFINE_MUTEX(update);
static DEFINE_SPINLOCK(stats);
static int looked;

int route_metric(int at_least)
{
	struct route *r;
	int metric = 0;

	rcu_read_lock();
	for (r = rcu_dereference(routes); r; r = rcu_dereference(r->next))
		if (r->metric >= at_least) {
			metric = r->metric;
			break;
		}
	spin_lock(&stats);
	looked++;
	spin_unlock(&stats);
	rcu_read_unlock();
	return metric;
}

void route_drop(void)
{
	struct route *first;

	mutex_lock(&update);
	first = routes;
	rcu_assign_pointer(routes, first->next);
	synchronize_rcu();
	mutex_unlock(&update);
	kfree(first);
}

struct route *route_copy(void)
{
	struct route *copy;

	rcu_read_lock();
	copy = kmalloc(sizeof(*copy), GFP_ATOMIC);
	*copy = *rcu_dereference(routes);
	rcu_read_unlock();
	mutex_lock(&update);
	rcu_assign_pointer(routes, copy);
	mutex_unlock(&update);
	return copy;
}
