/* SPDX-License-Identifier: MIT
 *
 * Prints, which may take as long as the terminal does, with a spinlock held.
 */
#include <pthread.h>
#include <stdio.h>

static pthread_spinlock_t lock;
static int hits;

void report(void)
{

	pthread_spin_lock(&lock);
	printf("%d\n", hits); // expect: block-in-atomic: `printf`
	pthread_spin_unlock(&lock);

}
