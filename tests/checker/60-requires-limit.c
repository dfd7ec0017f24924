/* SPDX-License-Identifier: MIT
 *
 * Not found: the lock of another object of the class is held, but one of the two is
 * reached through a pointer in memory, so they may be the same.
 */
#include "case.h"

struct table {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct table *next;
};

static void grow(struct table *t) HF_REQUIRES(t->lock);
static void grow(struct table *t) { t->next = 0; }

void f(struct table *a)
{
	spin_lock(&a->lock);
	grow(a->next);
	spin_unlock(&a->lock);
}
