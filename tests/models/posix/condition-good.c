/* SPDX-License-Identifier: MIT
 *
 * Waits for a condition with its mutex, in a loop.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *waiter(void *arg)
{

	pthread_mutex_lock(&lock);
	while (!ready)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);

	return arg;
}

void start(pthread_t *thread)
{
	pthread_create(thread, 0, waiter, 0);
}
