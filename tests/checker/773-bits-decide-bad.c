/* SPDX-License-Identifier: MIT
 *
 * The bit is the wrong one.
 *
 * expect: block-in-atomic: spinlock `table.lock` is held
 * expect: lock-imbalance: `both` releases spinlock `table.lock`, which is not held
 * chain: use: calls sleep_ms
 */
#include "case.h"

#define KEEP 1u
#define QUICK 2u
#define SHARED 4u

struct table { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); unsigned flags; int n; };

static void change(struct table *t, unsigned how)
{
	spin_lock(&t->lock);
	t->n++;
	if ((how & KEEP) == 0)
		spin_unlock(&t->lock);
}

void use(struct table *t)
{
	change(t, KEEP | QUICK);
	t->n++;
	spin_unlock(&t->lock);
	change(t, KEEP);
	sleep_ms(1);
}

static void enter(struct table *t)
{
	if (t->flags & SHARED)
		spin_lock(&t->lock);
}

void both(struct table *t)
{
	enter(t);
	if (t->flags & QUICK)
		spin_unlock(&t->lock);
	sleep_ms(1);
}
