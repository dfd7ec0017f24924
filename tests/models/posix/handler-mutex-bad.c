/* SPDX-License-Identifier: MIT
 *
 * A signal's handler takes a mutex, which may be the one its thread has.
 */
#include <pthread.h>
#include <signal.h>

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t wanted;

static void reload(int sig)
{
	pthread_mutex_lock(&lock); // expect: effect-in-context: `pthread_mutex_lock`
	wanted = 1;
	pthread_mutex_unlock(&lock);
}

int start(void)
{
	struct sigaction action = { .sa_handler = reload };

	return sigaction(SIGHUP, &action, 0);
}
