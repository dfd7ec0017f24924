/* SPDX-License-Identifier: MIT
 *
 * Two locks of a list are held at once, and nothing says in which order.
 *
 * expect: lock-order: a second lock of class `node.lock` is taken while one is held: nothing says in which order
 * count: 1
 */
#include "case.h"

struct node { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); struct node *next; };

void walk(struct node *head)
{
	struct node *at = head;

	spin_lock(&at->lock);
	while (at->next) {
		struct node *next = at->next;

		spin_lock(&next->lock);
		spin_unlock(&at->lock);
		at = next;
	}
	spin_unlock(&at->lock);
}
