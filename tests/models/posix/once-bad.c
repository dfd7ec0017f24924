/* SPDX-License-Identifier: MIT
 *
 * What runs once returns with a mutex.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int users;

static void setup(void)
{
	pthread_mutex_lock(&lock);
	if (++users > 1)
		return; // expect: lock-imbalance
	pthread_mutex_unlock(&lock);
}

void start(void)
{
	pthread_once(&once, setup);
}
