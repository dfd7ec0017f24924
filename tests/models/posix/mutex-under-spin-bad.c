/* SPDX-License-Identifier: MIT
 *
 * Waits for a mutex with a spinlock held.
 */
#include <pthread.h>

static pthread_spinlock_t spin;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

void count(void)
{

	pthread_spin_lock(&spin);
	pthread_mutex_lock(&mutex); // expect: block-in-atomic
	total++;
	pthread_mutex_unlock(&mutex);
	pthread_spin_unlock(&spin);

}
