/* SPDX-License-Identifier: MIT
 *
 * A lock that a cleanup releases is held until the end of its scope, and no longer: by
 * a guard on the stack, in the shape of a scope of its own, with an early return.
 *
 * expect: block-in-atomic: bad.c:33:
 * expect: block-in-atomic: bad.c:42:
 * expect: guarded-by: bad.c:51:
 * expect: lock-imbalance: bad.c:56:2: error: `twice` releases spinlock `t`, which is not held
 * chain: lock_it: acquires the lock
 * count: 4
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);
static int data HF_GUARDED_BY(t);

static inline void unlock_it(spinlock_t **l) { if (*l) spin_unlock(*l); }
static inline spinlock_t *lock_it(spinlock_t *l) { spin_lock(l); return l; }

#define GUARD(l) \
	__attribute__((cleanup(unlock_it))) spinlock_t *scope_guard = lock_it(l)
#define SCOPED_GUARD(l) \
	for (__attribute__((cleanup(unlock_it))) spinlock_t *scope = lock_it(l), *done = NULL; \
	     !done; done = (spinlock_t *)8)

void whole(void);
void whole(void)
{
	GUARD(&t);

	data++;
	sleep_ms(1);
}

int scope(int n)
{
	SCOPED_GUARD(&t) {
		if (n > 3)
			return n;
		data++;
		sleep_ms(1);
	}
	return 0;
}

int behind(void)
{
	SCOPED_GUARD(&t)
		data++;
	return data;
}

void twice(void)
{
	GUARD(&t);
	spin_unlock(&t);
}
