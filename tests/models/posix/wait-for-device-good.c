/* SPDX-License-Identifier: MIT
 *
 * Waits for a descriptor with a mutex held.
 */
#include <poll.h>
#include <pthread.h>

pthread_spinlock_t spin;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pollfd set[2];

int wait_for_any(void)
{
	int n;

	pthread_mutex_lock(&mutex);
	n = poll(set, 2, 100);
	pthread_mutex_unlock(&mutex);

	return n;
}
