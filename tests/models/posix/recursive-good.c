/* SPDX-License-Identifier: MIT
 *
 * An attribute makes a mutex one that its holder may lock again.
 */
#define _XOPEN_SOURCE 700
#include <pthread.h>

static pthread_mutex_t lock;
static int depth;

void init(void)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&lock, &attr);
}

static void inner(void)
{
	pthread_mutex_lock(&lock);
	depth++;
	pthread_mutex_unlock(&lock);
}

void outer(void)
{
	pthread_mutex_lock(&lock);
	inner();
	pthread_mutex_unlock(&lock);
}
