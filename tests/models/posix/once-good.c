/* SPDX-License-Identifier: MIT
 *
 * What runs once gives its mutex back.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int users;

static void setup(void)
{
	pthread_mutex_lock(&lock);
	users++;
	pthread_mutex_unlock(&lock);
}

void start(void)
{
	pthread_once(&once, setup);
}
