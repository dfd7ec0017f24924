/* SPDX-License-Identifier: MIT
 *
 * Which signals a mask keeps out is in a set that is made at run time: the handler cannot come here, but
 * nobody knows.
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

int pending(const sigset_t *alarm)
{
	int n;

	pthread_sigmask(SIG_BLOCK, alarm, 0);
	pthread_spin_lock(&lock); // expect: irq-inversion
	n = ticks;
	pthread_spin_unlock(&lock);
	pthread_sigmask(SIG_UNBLOCK, alarm, 0);
	return n;
}

void start(void)
{
	signal(SIGALRM, alarmed);
}
