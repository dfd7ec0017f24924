/* SPDX-License-Identifier: MIT
 *
 * A signal's handler frees memory, whose lists its thread may be changing.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void *cache;
int wake;

static void child(int sig, siginfo_t *info, void *context)
{
	free(cache); // expect: effect-in-context: `free`
}

int start(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = child;
	return sigaction(SIGCHLD, &action, 0);
}
