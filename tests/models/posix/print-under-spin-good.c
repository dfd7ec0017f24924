/* SPDX-License-Identifier: MIT
 *
 * Prints what it has read under the spinlock.
 */
#include <pthread.h>
#include <stdio.h>

static pthread_spinlock_t lock;
static int hits;

void report(void)
{

	int now;

	pthread_spin_lock(&lock);
	now = hits;
	pthread_spin_unlock(&lock);
	printf("%d\n", now);

}
