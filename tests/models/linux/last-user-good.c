/* SPDX-License-Identifier: MIT
 *
 * Whoever drops the last reference has the lock, the others don't.
 */
#include "linux.h"

struct group { atomic_t users; refcount_t refs; spinlock_t lock; struct mutex names; int members; };

void group_put(struct group *g)
{
	if (!atomic_dec_and_lock(&g->users, &g->lock))
		return;
	g->members--;
	spin_unlock(&g->lock);
}

int group_unname(struct group *g)
{
	int error = 0;

	if (refcount_dec_and_mutex_lock(&g->refs, &g->names)) {
		if (!g->members)
			error = -EINVAL;
		mutex_unlock(&g->names);
	}
	return error;
}

void group_drop(struct group *g)
{
	if (refcount_dec_and_lock(&g->refs, &g->lock))
		spin_unlock(&g->lock);
}
