/* SPDX-License-Identifier: MIT
 *
 * A bit of a constant argument, or of a field that callers know, decides.
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
	change(t, QUICK);
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
	if (t->flags & SHARED)
		spin_unlock(&t->lock);
	sleep_ms(1);
}
