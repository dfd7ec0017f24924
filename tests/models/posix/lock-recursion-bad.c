/* SPDX-License-Identifier: MIT
 *
 * Calls what takes the mutex again.
 */
#include <pthread.h>

struct cache { pthread_mutex_t lock; int used; };

static void drop(struct cache *c)
{
	pthread_mutex_lock(&c->lock); // expect: lock-recursion
	c->used = 0;
	pthread_mutex_unlock(&c->lock);
}

void cache_close(struct cache *c)
{
	pthread_mutex_lock(&c->lock);
	drop(c);
	pthread_mutex_unlock(&c->lock);
}
