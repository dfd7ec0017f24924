/* SPDX-License-Identifier: MIT
 *
 * A bit that is spun for keeps preemption off: nothing sleeps under it, and all paths clear it.
 */
#include "linux.h"

struct buffer { unsigned long state; struct mutex owner; int users; };

void buffer_get(struct buffer *b)
{
	bit_spin_lock(3, &b->state);
	mutex_lock(&b->owner); // expect: block-in-atomic: while in state no_preempt
	b->users++;
	mutex_unlock(&b->owner);
	bit_spin_unlock(3, &b->state);
}

int buffer_put(struct buffer *b)
{
	bit_spin_lock(3, &b->state);
	if (!b->users)
		return -EINVAL; // expect: context-imbalance: `buffer_put` returns
	b->users--;
	bit_spin_unlock(3, &b->state);
	return 0;
}
