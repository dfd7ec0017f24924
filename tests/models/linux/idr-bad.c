/* SPDX-License-Identifier: MIT
 *
 * A number is allocated under a lock with flags that may sleep, and what was reserved for it keeps
 * preemption off.
 */
#include "linux.h"

struct ids { spinlock_t lock; struct idr idr; };

int id_new(struct ids *ids, void *owner)
{
	int id;

	spin_lock(&ids->lock);
	id = idr_alloc(&ids->idr, owner, 1, 0, GFP_KERNEL); // expect: block-in-atomic: `idr_alloc`
	spin_unlock(&ids->lock);
	return id;
}

int id_reserved(struct ids *ids, void *owner)
{
	int id;

	spin_lock(&ids->lock);
	idr_preload(GFP_KERNEL); // expect: block-in-atomic: `idr_preload`
	id = idr_alloc(&ids->idr, owner, 1, 0, GFP_NOWAIT);
	idr_preload_end();
	spin_unlock(&ids->lock);
	return id;
}

int id_checked(struct ids *ids, void *owner)
{
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&ids->lock);
	id = idr_alloc(&ids->idr, owner, 1, 0, GFP_NOWAIT);
	spin_unlock(&ids->lock);
	if (id < 0)
		return id; // expect: context-imbalance
	idr_preload_end();
	return id;
}
