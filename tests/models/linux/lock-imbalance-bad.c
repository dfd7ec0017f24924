/* SPDX-License-Identifier: MIT
 *
 * An error's return with the lock, a lock given back twice, the wrong one of two, and a loop that keeps it.
 */
#include "linux.h"

struct pool { struct mutex lock; spinlock_t list; struct mutex other; int used, most; };

int pool_get(struct pool *pool)
{
	mutex_lock(&pool->lock);
	if (pool->used == pool->most)
		return -ENOMEM; // expect: lock-imbalance: `pool_get` returns with mutex `pool.lock`
	pool->used++;
	mutex_unlock(&pool->lock);
	return 0;
}

void pool_put(struct pool *pool)
{
	spin_lock(&pool->list);
	if (!pool->used) {
		spin_unlock(&pool->list);
		goto out;
	}
	pool->used--;
out:
	spin_unlock(&pool->list); // expect: lock-imbalance: `pool_put` releases spinlock `pool.list`
}

void pool_grow(struct pool *pool)
{
	mutex_lock(&pool->lock);
	pool->most++;
	mutex_unlock(&pool->other); // expect: lock-imbalance: `pool_grow` releases mutex `pool.other`
} // expect: lock-imbalance: `pool_grow` returns with mutex `pool.lock`

static int pool_worker(void *data)
{
	struct pool *pool = data;

	while (!kthread_should_stop()) {
		mutex_lock(&pool->lock);
		if (!pool->used)
			break;
		pool->used--;
		mutex_unlock(&pool->lock);
	}
	return 0; // expect: lock-imbalance: `pool_worker` returns with mutex `pool.lock`
}

void *pool_start(struct pool *pool)
{
	return kthread_run(pool_worker, pool, "pool");
}
