/* SPDX-License-Identifier: MIT
 *
 * A lock that is taken through a pointer of which nothing is known, and released by its name: it was the only one of its
 * kind, so it is that one.
 *
 * args: --all
 */
#include "case.h"

struct table { spinlock_t *shared; int n; };

spinlock_t all HF_HELD_IN(no_preempt);
spinlock_t *chosen(void);

void begin(struct table *t)
{
	t->shared = chosen();
}

static int get_locked(struct table *t)
{
	spin_lock(t->shared);
	return t->n;
}

int use(struct table *t)
{
	int n = get_locked(t);

	spin_unlock(&all);
	sleep_ms(1);
	return n;
}
