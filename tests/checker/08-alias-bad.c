/* SPDX-License-Identifier: MIT
 *
 * A local alias on one side, container_of and a cast on the other.
 *
 * expect: preempt-inversion: `inode.lock`
 */
#include "case.h"

struct link { struct link *next; };
struct inode { int n; struct link link; HF_LOCK_FIELD(raw_spinlock_t, lock, no_preempt); };

void by_alias(struct inode *ip)
{
	raw_spinlock_t *l = &ip->lock;

	raw_spin_lock(l);
	raw_spin_unlock(&ip->lock);
}

void by_link(struct link *link)
{
	void *opaque = container_of(link, struct inode, link);

	preempt_disable();
	raw_spin_lock(&((struct inode *)opaque)->lock);
	raw_spin_unlock(&((struct inode *)opaque)->lock);
	preempt_enable();
}
