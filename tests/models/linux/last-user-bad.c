/* SPDX-License-Identifier: MIT
 *
 * Whoever drops the last reference has the lock, the others don't.
 */
#include "linux.h"

struct group { atomic_t users; refcount_t refs; spinlock_t lock; struct mutex names; int members; };

void group_put(struct group *g)
{
	if (!atomic_dec_and_lock(&g->users, &g->lock))
		g->members++;
	spin_unlock(&g->lock); // expect: lock-imbalance: `group_put` releases
}

int group_unname(struct group *g)
{
	if (refcount_dec_and_mutex_lock(&g->refs, &g->names)) {
		if (!g->members)
			return -EINVAL; // expect: lock-imbalance: `group_unname` returns with
		mutex_unlock(&g->names);
	}
	return 0;
}

void group_drop(struct group *g)
{
	spin_lock(&g->lock);
	if (refcount_dec_and_mutex_lock(&g->refs, &g->names)) // expect: block-in-atomic
		mutex_unlock(&g->names);
	spin_unlock(&g->lock);
}
