/* SPDX-License-Identifier: MIT
 *
 * The caller releases first, and takes it again afterwards.
 */
#include "case.h"

struct table { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int n; };

static int count(struct table *x)
{
	int n;

	spin_lock(&x->lock);
	n = x->n;
	spin_unlock(&x->lock);
	return n;
}

int grow(struct table *t)
{
	int n;

	spin_lock(&t->lock);
	t->n++;
	spin_unlock(&t->lock);
	n = count(t);
	spin_lock(&t->lock);
	spin_unlock(&t->lock);
	return n;
}
