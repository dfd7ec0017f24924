/* SPDX-License-Identifier: MIT
 *
 * Two locks of one class in the order of their addresses.  That the comparison makes an order is not known.
 */
#include "linux.h"

struct queue { spinlock_t lock; int length; };

void queue_move(struct queue *from, struct queue *to)
{
	if (from < to) {
		spin_lock(&from->lock);
		spin_lock(&to->lock); // expect: lock-order
	} else {
		spin_lock(&to->lock);
		spin_lock(&from->lock);
	}
	to->length += from->length;
	spin_unlock(&from->lock);
	spin_unlock(&to->lock);
}
