/* SPDX-License-Identifier: MIT
 *
 * A signal's handler writes into a pipe, which is allowed.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void *cache;
int wake;

static void child(int sig, siginfo_t *info, void *context)
{
	if (write(wake, "c", 1) < 0)
		_exit(1);
}

int start(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = child;
	return sigaction(SIGCHLD, &action, 0);
}
