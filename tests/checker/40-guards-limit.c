/* SPDX-License-Identifier: MIT
 *
 * A guard that is a record with the lock's address in it, which is put there later: which
 * lock that is, isn't known, and that is said.
 *
 * args: --require-closed
 * expect: unresolved: which lock is taken here is not known (in f)
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

struct guard { spinlock_t *lock; };

static inline void guard_leave(struct guard *g) { spin_unlock(g->lock); }

void f(int n, spinlock_t *other)
{
	__attribute__((cleanup(guard_leave))) struct guard g = { NULL };

	g.lock = n ? &t : other;
	spin_lock(g.lock);
}
