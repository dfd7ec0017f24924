/* SPDX-License-Identifier: MIT
 *
 * A lock that a function returns is released by any of its names, and has an order.
 *
 * args: --require-closed
 */
#include "case.h"

struct page { int n; HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

static spinlock_t m HF_HELD_IN(no_preempt);
static spinlock_t table[16] HF_HELD_IN(no_preempt);
static spinlock_t left HF_HELD_IN(no_preempt), right HF_HELD_IN(no_preempt);

static spinlock_t *page_lock(struct page *p) { return &p->lock; }
static spinlock_t *wrapped(struct page *p) { return page_lock(p); }
static spinlock_t *bucket_lock(unsigned h) { return &table[h % 16]; }
static spinlock_t *one_of(int n)
{
	if (n)
		return &left;
	return &right;
}

void direct(struct page *p) { spin_lock(&p->lock); spin_lock(&m); spin_unlock(&m); spin_unlock(&p->lock); }
void returned(struct page *p)
{
	spinlock_t *l = wrapped(p);

	spin_lock(l);
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(l);
	sleep_ms(1);
}
void hashed(unsigned h)
{
	spin_lock(bucket_lock(h));
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(bucket_lock(h));
	sleep_ms(1);
}
void two(int n)
{
	spinlock_t *l = one_of(n);

	spin_lock(l);
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(l);
	sleep_ms(1);
}
void sleeps(struct page *p)
{
	spin_lock(page_lock(p));
	spin_unlock(&p->lock);
	sleep_ms(1);
}
