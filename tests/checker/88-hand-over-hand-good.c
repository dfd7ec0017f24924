/* SPDX-License-Identifier: MIT
 *
 * Hand over hand along a list: the lock says that several are held, and in which order.
 */
#include "case.h"

struct node { spinlock_t lock HF_HELD_IN(no_preempt) HF_NESTS("along the list"); struct node *next; };

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
