/* SPDX-License-Identifier: MIT
 *
 * Tries the mutex, and comes back at once.
 */
#include <pthread.h>

static pthread_spinlock_t spin;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

void count(void)
{

	pthread_spin_lock(&spin);
	if (pthread_mutex_trylock(&mutex) == 0) {
		total++;
		pthread_mutex_unlock(&mutex);
	}
	pthread_spin_unlock(&spin);

}
