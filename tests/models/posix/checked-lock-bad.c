/* SPDX-License-Identifier: MIT
 *
 * A lock that failed is not held, where somebody looks; where nobody does, it is.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int used;

static int enter(void)
{
	return pthread_mutex_lock(&lock);
}

int reserve(void)
{
	if (enter() != 0) {
		pthread_mutex_unlock(&lock); // expect: lock-imbalance: `reserve` releases mutex `lock`
		return -1;
	}
	used++;
	pthread_mutex_unlock(&lock);
	return 0;
}

void release(void)
{
	pthread_mutex_lock(&lock);
	used--;
	pthread_mutex_unlock(&lock);
}
