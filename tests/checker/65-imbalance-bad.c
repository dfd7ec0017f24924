/* SPDX-License-Identifier: MIT
 *
 * Locks kept on a path, here and in callees; released though not held; contracts that
 * the body doesn't keep; a thread that ends with a lock.
 *
 * expect: lock-imbalance: `early` returns with spinlock `s` held
 * expect: lock-imbalance: `inner` returns with mutex `m` held
 * expect: lock-imbalance: `careless` returns with mutex `m` held
 * expect: lock-imbalance: `unheld` releases spinlock `q.lock`, which is not held
 * expect: lock-imbalance: `wrong_one` releases spinlock `q.lock`, but only another one of them is held
 * expect: lock-imbalance: `dies` ends the thread with mutex `m` held
 * expect: lock-imbalance: `put` returns with spinlock `q.lock` held
 * expect: lock-imbalance: `take` returns without spinlock `q.lock`, which its contract says it acquires
 * expect: lock-imbalance: `keep` returns without spinlock `q.lock`, which it was called with
 * expect: lock-imbalance: `twice` releases spinlock `s`, which is not held
 * chain: inner: returns with it
 * chain: dies: ends the thread
 * count: 10
 */
#include "case.h"

struct q { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

static spinlock_t s HF_HELD_IN(no_preempt);
static mutex_t m HF_HELD_IN(preemptible);
int work(void) HF_TRUST("test: no locks");
__attribute__((noreturn)) void thread_exit(void) HF_MAY_BLOCK;

int early(void)
{
	spin_lock(&s);
	if (work())
		return -1;
	spin_unlock(&s);
	return 0;
}

static int inner(void)
{
	mutex_lock(&m);
	if (work())
		return work();
	mutex_unlock(&m);
	return work();
}
void outer(void) { inner(); }

static int begin(void)
{
	mutex_lock(&m);
	if (work()) {
		mutex_unlock(&m);
		return -1;
	}
	return 0;
}
void careless(void)
{
	if (begin())
		return;
	if (work())
		return;
	mutex_unlock(&m);
}

void unheld(struct q *q) { spin_unlock(&q->lock); }

void wrong_one(struct q *a, struct q *b)
{
	spin_lock(&a->lock);
	spin_unlock(&b->lock);
}

void dies(void)
{
	mutex_lock(&m);
	thread_exit();
}

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

void twice(void)
{
	spin_lock(&s);
	spin_unlock(&s);
	spin_unlock(&s);
}
