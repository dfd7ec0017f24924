/* SPDX-License-Identifier: MIT
 *
 * The field is written between the two, the pointer leads elsewhere by then, or another variable decides: the lock may
 * still be held.
 *
 * expect: block-in-atomic: spinlock `pool.lock` is held
 * expect: lock-imbalance: `owner_unlock` returns with spinlock `pool.lock` held
 * expect: lock-imbalance: `table_use` releases spinlock `table_lock`, which is not held
 * chain: pool_use: calls sleep_ms
 * chain: owner_use: calls sleep_ms
 */
#include "case.h"

struct pool {
	mutex_t *gate;
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool is_shared;
	int used;
};

extern bool is_threaded, is_busy;
static spinlock_t table_lock HF_HELD_IN(no_preempt);

static void pool_lock(struct pool *p)
{
	if (p->is_shared)
		spin_lock(&p->lock);
}

static void pool_unlock(struct pool *p)
{
	if (p->is_shared)
		spin_unlock(&p->lock);
}

int pool_use(struct pool *p)
{
	pool_lock(p);
	if (p->used > 9) {
		pool_unlock(p);
		return -1;
	}
	p->is_shared = false;
	pool_unlock(p);
	sleep_ms(1);
	return 0;
}

struct owner { struct pool *pool; };

static void owner_lock(struct owner *o)
{
	pool_lock(o->pool);
}

static void owner_unlock(struct owner *o)
{
	pool_unlock(o->pool);
}

void owner_use(struct owner *o, struct pool *other)
{
	owner_lock(o);
	o->pool = other;
	owner_unlock(o);
	sleep_ms(1);
}

static void table_enter(void)
{
	if (is_threaded)
		spin_lock(&table_lock);
}

void table_use(void)
{
	table_enter();
	if (is_busy)
		spin_unlock(&table_lock);
	sleep_ms(1);
}
