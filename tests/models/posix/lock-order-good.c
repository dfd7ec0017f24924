/* SPDX-License-Identifier: MIT
 *
 * Both threads take the map's lock first.
 */
#include <pthread.h>

static pthread_rwlock_t map = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;

static void *second(void *arg)
{
	pthread_rwlock_rdlock(&map);
	pthread_mutex_lock(&list);
	pthread_mutex_unlock(&list);
	pthread_rwlock_unlock(&map);
	return arg;
}

static void *first(void *arg)
{
	pthread_rwlock_wrlock(&map);
	pthread_mutex_lock(&list);
	pthread_mutex_unlock(&list);
	pthread_rwlock_unlock(&map);
	return arg;
}

void start(pthread_t *threads)
{
	pthread_create(&threads[0], 0, first, 0);
	pthread_create(&threads[1], 0, second, 0);
}
