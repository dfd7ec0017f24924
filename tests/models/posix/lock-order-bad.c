/* SPDX-License-Identifier: MIT
 *
 * Two threads take two locks in different orders.
 */
#include <pthread.h>

static pthread_rwlock_t map = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;

static void *second(void *arg)
{
	pthread_mutex_lock(&list);
	pthread_rwlock_rdlock(&map); // expect: lock-order
	pthread_rwlock_unlock(&map);
	pthread_mutex_unlock(&list);
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
