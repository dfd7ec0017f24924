/* SPDX-License-Identifier: MIT
 *
 * Sleeps while a spinlock makes everybody else burn their time.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_spinlock_t lock;
static int tries;

void pace(void)
{

	pthread_spin_lock(&lock);
	tries++;
	usleep(10); // expect: block-in-atomic: `usleep`
	pthread_spin_unlock(&lock);

}
