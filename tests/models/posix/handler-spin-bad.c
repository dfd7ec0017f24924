/* SPDX-License-Identifier: MIT
 *
 * A signal's handler spins on a lock that the thread it interrupted may hold.
 */
#include <pthread.h>
#include <signal.h>

static pthread_spinlock_t lock;
static int ticks;

static void alarmed(int sig)
{
	pthread_spin_lock(&lock);
	ticks++;
	pthread_spin_unlock(&lock);
}

int pending(void)
{
	int n;

	pthread_spin_lock(&lock); // expect: irq-inversion
	n = ticks;
	pthread_spin_unlock(&lock);
	return n;
}

void start(void)
{
	signal(SIGALRM, alarmed);
}
