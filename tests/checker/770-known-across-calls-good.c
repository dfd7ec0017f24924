/* SPDX-License-Identifier: MIT
 *
 * A field decides whether there is a lock at all: in one function that takes it, in another one that releases it, and
 * in those between them.
 */
#include "case.h"

struct pool {
	mutex_t *gate;
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool is_shared;
	int used;
};

extern bool is_threaded;
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
	p->used++;
	pool_unlock(p);
	sleep_ms(1);
	return 0;
}

struct owner { struct pool *pool; };

/* Two calls away, and by a pointer that is read again. */
static void owner_lock(struct owner *o)
{
	pool_lock(o->pool);
}

static void owner_unlock(struct owner *o)
{
	pool_unlock(o->pool);
}

void owner_use(struct owner *o)
{
	owner_lock(o);
	o->pool->used++;
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
	if (is_threaded)
		spin_unlock(&table_lock);
	sleep_ms(1);
}
