/* SPDX-License-Identifier: MIT
 *
 * One label that all errors go through, a lock that is dropped around a sleep, and one that a function
 * returns with where its result says so.
 */
#include "linux.h"

struct pool { struct mutex lock; spinlock_t list; struct mutex other; int used, most; };

int pool_get(struct pool *pool)
{
	int error = 0;

	mutex_lock(&pool->lock);
	if (pool->used == pool->most) {
		error = -ENOMEM;
		goto out;
	}
	pool->used++;
out:
	mutex_unlock(&pool->lock);
	return error;
}

void pool_put(struct pool *pool)
{
	spin_lock(&pool->list);
	while (!pool->used) {
		spin_unlock(&pool->list);
		msleep(1);
		spin_lock(&pool->list);
	}
	pool->used--;
	spin_unlock(&pool->list);
}

static int pool_begin(struct pool *pool)
{
	mutex_lock(&pool->lock);
	if (pool->used)
		return 0;
	mutex_unlock(&pool->lock);
	return -EAGAIN;
}

int pool_drain(struct pool *pool)
{
	int error = pool_begin(pool);

	if (error)
		return error;
	pool->used = 0;
	mutex_unlock(&pool->lock);
	return 0;
}

static int pool_worker(void *data)
{
	struct pool *pool = data;

	while (!kthread_should_stop()) {
		mutex_lock(&pool->lock);
		if (!pool->used) {
			mutex_unlock(&pool->lock);
			break;
		}
		pool->used--;
		mutex_unlock(&pool->lock);
	}
	return 0;
}

void *pool_start(struct pool *pool)
{
	return kthread_run(pool_worker, pool, "pool");
}
