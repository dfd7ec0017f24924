/* SPDX-License-Identifier: MIT
 *
 * A parent's lock before a child's, as the subclass says.  Subclasses are not told apart.
 */
#include "linux.h"

struct node { struct mutex lock; spinlock_t stats; struct node *parent; int children; };

void node_add(struct node *parent, struct node *child)
{
	mutex_lock(&parent->lock);
	mutex_lock_nested(&child->lock, SINGLE_DEPTH_NESTING); // expect: lock-order
	child->parent = parent;
	mutex_unlock(&child->lock);
	mutex_unlock(&parent->lock);
}

void node_count(struct node *parent, struct node *child)
{
	spin_lock(&parent->stats);
	spin_lock_nested(&child->stats, SINGLE_DEPTH_NESTING); // expect: lock-order
	parent->children += child->children;
	spin_unlock(&child->stats);
	spin_unlock(&parent->stats);
}
