/* SPDX-License-Identifier: MIT
 *
 * A callee takes again what its caller holds, through another name.
 *
 * expect: lock-recursion: `table.lock` is waited for by its own holder
 * not: lock-order
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
	n = count(t);
	spin_unlock(&t->lock);
	return n;
}
