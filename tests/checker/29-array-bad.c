/* SPDX-License-Identifier: MIT
 *
 * The elements of an array of locks are one class.
 *
 * expect: preempt-inversion: `bucket.lock`
 */
#include "case.h"

struct bucket { HF_LOCK_FIELD(raw_spinlock_t, lock, no_preempt); };
static struct bucket buckets[16];

void insert(unsigned n) { raw_spin_lock(&buckets[n % 16].lock); raw_spin_unlock(&buckets[n % 16].lock); }

void scan(void)
{
	preempt_disable();
	for (struct bucket *b = buckets; b < buckets + 16; b++) {
		raw_spin_lock(&b->lock);
		raw_spin_unlock(&b->lock);
	}
	preempt_enable();
}
