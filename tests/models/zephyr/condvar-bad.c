/* SPDX-License-Identifier: MIT
 *
 * A condition variable is waited for without its mutex.
 */
#include "kernel.h"

K_MUTEX_DEFINE(lock);
static struct k_condvar filled;
static unsigned int level;

unsigned int take(void)
{
	unsigned int n;

	while (!level)
		k_condvar_wait(&filled, &lock, K_FOREVER); // expect: requires: `k_condvar_wait`
	k_mutex_lock(&lock, K_FOREVER);
	n = level;
	level = 0;
	k_mutex_unlock(&lock);
	return n;
}

void fill(void)
{
	k_mutex_lock(&lock, K_FOREVER);
	level++;
	k_condvar_signal(&filled);
	k_mutex_unlock(&lock);
}
