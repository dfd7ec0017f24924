/* SPDX-License-Identifier: MIT
 *
 * A guard that is a record with the lock's address in it: which lock that is, isn't
 * known, and that is said.
 *
 * args: --require-closed
 * expect: unresolved: which lock is taken here is not known (in guard_enter)
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

struct guard { spinlock_t *lock; };

static inline struct guard guard_enter(spinlock_t *l)
{
	struct guard g = { .lock = l };

	spin_lock(g.lock);
	return g;
}
static inline void guard_leave(struct guard *g) { spin_unlock(g->lock); }

void f(void)
{
	__attribute__((cleanup(guard_leave))) struct guard g = guard_enter(&t);
}
