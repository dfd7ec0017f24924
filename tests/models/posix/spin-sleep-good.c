/* SPDX-License-Identifier: MIT
 *
 * Sleeps when the spinlock is free.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_spinlock_t lock;
static int tries;

void pace(void)
{

	pthread_spin_lock(&lock);
	tries++;
	pthread_spin_unlock(&lock);
	usleep(10);

}
