/* SPDX-License-Identifier: MIT
 *
 * What both need takes no mutex itself.
 */
#include <pthread.h>

struct cache { pthread_mutex_t lock; int used; };

static void drop(struct cache *c)
{
	c->used = 0;
}

void cache_close(struct cache *c)
{
	pthread_mutex_lock(&c->lock);
	drop(c);
	pthread_mutex_unlock(&c->lock);
}
