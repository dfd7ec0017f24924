/* SPDX-License-Identifier: MIT
 *
 * A bit that is spun for, under a mutex and for a moment.
 */
#include "linux.h"

struct buffer { unsigned long state; struct mutex owner; int users; };

void buffer_get(struct buffer *b)
{
	mutex_lock(&b->owner);
	bit_spin_lock(3, &b->state);
	b->users++;
	bit_spin_unlock(3, &b->state);
	mutex_unlock(&b->owner);
}

int buffer_put(struct buffer *b)
{
	int error = 0;

	bit_spin_lock(3, &b->state);
	if (b->users)
		b->users--;
	else
		error = -EINVAL;
	bit_spin_unlock(3, &b->state);
	return error;
}
