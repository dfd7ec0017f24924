/* SPDX-License-Identifier: MIT
 *
 * Released before it goes down.
 */
#include "case.h"

struct node { struct node *child; HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

void visit(struct node *n)
{
	if (!n)
		return;
	spin_lock(&n->lock);
	spin_unlock(&n->lock);
	visit(n->child);
}
