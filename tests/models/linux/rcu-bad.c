/* SPDX-License-Identifier: MIT
 *
 * A reader of RCU sleeps: it waits for the readers, itself among them; it allocates, takes a mutex, and
 * returns as a reader.
 */
#include "linux.h"

struct route { struct route *next; struct rcu_head rcu; int metric; };
static struct route *routes;
static DEFINE_MUTEX(update);

int route_metric(int at_least)
{
	struct route *r;

	rcu_read_lock();
	for (r = rcu_dereference(routes); r; r = rcu_dereference(r->next))
		if (r->metric >= at_least)
			return r->metric; // expect: context-imbalance: in state rcu_reader
	rcu_read_unlock();
	return 0;
}

void route_drop(void)
{
	struct route *first;

	rcu_read_lock();
	first = rcu_dereference(routes);
	rcu_assign_pointer(routes, first->next);
	synchronize_rcu(); // expect: block-in-atomic: `synchronize_rcu` may block while in state rcu_reader
	rcu_read_unlock();
	kfree(first);
}

struct route *route_copy(void)
{
	struct route *copy;

	rcu_read_lock();
	copy = kmalloc(sizeof(*copy), GFP_KERNEL); // expect: block-in-atomic: `kmalloc` may block while in state rcu_reader
	*copy = *rcu_dereference(routes);
	mutex_lock(&update);
	rcu_assign_pointer(routes, copy);
	mutex_unlock(&update);
	rcu_read_unlock();
	return copy;
}
