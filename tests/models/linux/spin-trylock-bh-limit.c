/* SPDX-License-Identifier: MIT
 *
 * A trylock masks softirqs where it succeeds and nowhere else.  A model has no way to say that, so this
 * function is not known, and what gives the lock back seems to have taken nothing.
 */
#include "linux.h"

struct queue { spinlock_t lock; int length; };

int queue_try(struct queue *q)
{
	if (!spin_trylock_bh(&q->lock))
		return -EBUSY;
	q->length++;
	spin_unlock_bh(&q->lock); // expect: context-imbalance; lock-imbalance
	return 0;
}
