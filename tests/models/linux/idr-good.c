/* SPDX-License-Identifier: MIT
 *
 * A number is allocated under a lock from what was reserved before.
 */
#include "linux.h"

struct ids { spinlock_t lock; struct mutex names; struct idr idr; };

int id_new(struct ids *ids, void *owner)
{
	int id;

	mutex_lock(&ids->names);
	id = idr_alloc(&ids->idr, owner, 1, 0, GFP_KERNEL);
	mutex_unlock(&ids->names);
	return id;
}

int id_reserved(struct ids *ids, void *owner)
{
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&ids->lock);
	id = idr_alloc(&ids->idr, owner, 1, 0, GFP_NOWAIT);
	spin_unlock(&ids->lock);
	idr_preload_end();
	return id;
}
