/* SPDX-License-Identifier: MIT
 *
 * A body that doesn't keep its contract is the mistake, not its callers, who go by it.  So is a
 * helper that gives back its caller's lock on one path and doesn't tell.
 *
 * expect: lock-imbalance: bad.c:29:3: error: `put` returns with spinlock `q.lock` held
 * expect: lock-imbalance: bad.c:36:3: error: `take` returns without spinlock `q.lock`
 * expect: lock-imbalance: bad.c:44:1: error: `keep` returns without spinlock `q.lock`
 * expect: lock-imbalance: bad.c:50:1: error: `helps` returns without spinlock `s`
 * expect: block-in-atomic: bad.c:61:
 * expect: lock-imbalance: bad.c:67:
 * chain: puts: `sleep_ms` may block while spinlock `q.lock` is held [block-in-atomic]
 * chain: puts: `puts` returns with spinlock `q.lock` held [lock-imbalance]
 * chain: a: `a` releases spinlock `s`, which is not held [lock-imbalance]
 * chain: b: `b` releases spinlock `s`, which is not held [lock-imbalance]
 * count: 6
 */
#include "case.h"

struct q { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

static spinlock_t s HF_HELD_IN(no_preempt);
int work(void) HF_TRUST("test: no locks");

void put(struct q *q) HF_RELEASES(q->lock);
void put(struct q *q)
{
	if (work())
		return;
	spin_unlock(&q->lock);
}
void take(struct q *q) HF_ACQUIRES(q->lock);
void take(struct q *q)
{
	if (work())
		return;
	spin_lock(&q->lock);
}
void keep(struct q *q) HF_REQUIRES(q->lock);
void keep(struct q *q)
{
	if (work())
		spin_unlock(&q->lock);
}
static void helps(void)
{
	if (!work())
		return;
	spin_unlock(&s);
}

void puts(struct q *q) { spin_lock(&q->lock); put(q); sleep_ms(1); }
void keeps(struct q *q) { take(q); keep(q); spin_unlock(&q->lock); }
void a(void) { spin_lock(&s); helps(); spin_unlock(&s); }
void b(void) { spin_lock(&s); helps(); helps(); spin_unlock(&s); }
void its_own_sleep(struct q *q)
{
	take(q);
	put(q);
	spin_lock(&q->lock);
	sleep_ms(2);
	spin_unlock(&q->lock);
}
void its_own_release(void)
{
	if (work())
		spin_unlock(&s);
}
