/* SPDX-License-Identifier: MIT
 *
 * Two locks that a helper takes by the order of their addresses, which nobody can follow: each is released by its own name.
 */
#include "case.h"

struct ring { mutex_t lock; int n; };

static void lock_both(mutex_t *one, mutex_t *other)
{
	if (other < one) {
		mutex_t *first = other;

		other = one;
		one = first;
	}
	mutex_lock(one);
	mutex_lock(other);
}

int join(struct ring *r, struct ring *with)
{
	if (!with) {
		mutex_lock(&r->lock);
		goto set;
	}
	lock_both(&r->lock, &with->lock);
set:
	r->n++;
	mutex_unlock(&r->lock);
	if (with)
		mutex_unlock(&with->lock);
	return r->n;
}
