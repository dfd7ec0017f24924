/* SPDX-License-Identifier: MIT
 *
 * A function that calls itself, with the lock held on the way down.
 *
 * expect: lock-order: a second lock of class `node.lock`
 */
#include "case.h"

struct node { struct node *child; HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

void visit(struct node *n)
{
	if (!n)
		return;
	spin_lock(&n->lock);
	visit(n->child);
	spin_unlock(&n->lock);
}
