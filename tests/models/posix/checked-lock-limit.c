/* SPDX-License-Identifier: MIT
 *
 * That a lock can fail is only known of a lock whose result must be looked at.  Here it is held
 * behind the error as well, says the model.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int used;

int reserve(void)
{
	if (pthread_mutex_lock(&lock) != 0)
		return -1; // expect: lock-imbalance
	used++;
	pthread_mutex_unlock(&lock);
	return 0;
}
