/* SPDX-License-Identifier: MIT
 *
 * A signal's handler leaves a note for the thread.
 */
#include <pthread.h>
#include <signal.h>

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t wanted;

static void reload(int sig)
{
	wanted = 1;
}

int start(void)
{
	struct sigaction action = { .sa_handler = reload };

	return sigaction(SIGHUP, &action, 0);
}
