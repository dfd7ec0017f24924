/* SPDX-License-Identifier: MIT
 *
 * A lock that a function returns is the lock it returns: of its argument, of a table,
 * one of two.
 *
 * expect: lock-order: page.lock -> m
 * expect: lock-order: m -> table
 * expect: lock-order: m -> left
 * chain: m -> right
 * expect: block-in-atomic: spinlock `page.lock` is held
 * chain: returned: acquires `page.lock`
 * not: unresolved
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

void direct(struct page *p) { spin_lock(&m); spin_lock(&p->lock); spin_unlock(&p->lock); spin_unlock(&m); }
void returned(struct page *p)
{
	spinlock_t *l = wrapped(p);

	spin_lock(l);
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(l);
}
void hashed(unsigned h) { spin_lock(bucket_lock(h)); spin_lock(&m); spin_unlock(&m); spin_unlock(bucket_lock(h)); }
void all(void) { spin_lock(&m); spin_lock(&table[0]); spin_unlock(&table[0]); spin_unlock(&m); }
void two(int n)
{
	spinlock_t *l = one_of(n);

	spin_lock(l);
	spin_lock(&m);
	spin_unlock(&m);
	spin_unlock(l);
}
void left_first(void) { spin_lock(&m); spin_lock(&left); spin_unlock(&left); spin_unlock(&m); }
void right_first(void) { spin_lock(&m); spin_lock(&right); spin_unlock(&right); spin_unlock(&m); }
void sleeps(struct page *p)
{
	spin_lock(page_lock(p));
	sleep_ms(1);
	spin_unlock(&p->lock);
}
