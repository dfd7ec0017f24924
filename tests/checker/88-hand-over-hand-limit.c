/* SPDX-License-Identifier: MIT
 *
 * Not found: the declared order is taken as given, so one who goes the other way is not.
 */
#include "case.h"

struct node {
	spinlock_t lock HF_HELD_IN(no_preempt) HF_NESTS("along the list");
	struct node *next, *prev;
};

void back(struct node *at)
{
	spin_lock(&at->lock);
	spin_lock(&at->prev->lock);
	spin_unlock(&at->prev->lock);
	spin_unlock(&at->lock);
}
