/* SPDX-License-Identifier: MIT
 *
 * A signal's handler tries the lock, and lets it be.
 */
#include <pthread.h>
#include <signal.h>

static pthread_spinlock_t lock;
static int ticks;

static void alarmed(int sig)
{
	if (pthread_spin_trylock(&lock) == 0) {
		ticks++;
		pthread_spin_unlock(&lock);
	}
}

int pending(void)
{
	int n;

	pthread_spin_lock(&lock);
	n = ticks;
	pthread_spin_unlock(&lock);
	return n;
}

void start(void)
{
	signal(SIGALRM, alarmed);
}
