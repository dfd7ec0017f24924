/* SPDX-License-Identifier: MIT
 *
 * Whether a mask of signals is set or lifted depends on an argument, which no model can say: the
 * handler cannot come here.
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
