/* SPDX-License-Identifier: MIT
 *
 * A lookup hands its entry over locked; one caller doesn't hand it on.
 *
 * expect: lock-imbalance: `entry.lock`
 * chain: peek: returns with it
 * not: entry_find
 * count: 1
 */
#include "case.h"

struct entry { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int key; };

static struct entry only;

static int entry_find(struct entry *e, int key) HF_TRY_ACQUIRES(true, e->lock);
static void entry_put(struct entry *e) HF_RELEASES(e->lock);

static int entry_find(struct entry *e, int key)
{
	spin_lock(&e->lock);
	if (e->key == key)
		return 1;
	spin_unlock(&e->lock);
	return 0;
}

static void entry_put(struct entry *e)
{
	spin_unlock(&e->lock);
}

int use(int key)
{
	if (!entry_find(&only, key))
		return -1;
	entry_put(&only);
	return 0;
}

int peek(int key)
{
	if (!entry_find(&only, key))
		return -1;
	return 0;
}
