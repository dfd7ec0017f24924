/* SPDX-License-Identifier: MIT
 *
 * start.c: threads and processes that come and go.
 */
#include "bench.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static const char busybox[] = "/bin/busybox";

static void *nothing(void *arg)
{
	return arg;
}

void bench_thread(unsigned count)
{
	pthread_t thread;

	for (unsigned i = 0; i < count; i++)
		if (pthread_create(&thread, NULL, nothing, NULL) || pthread_join(thread, NULL))
			bench_fail("thread");
}

/* A child that becomes the program, or ends if there is none. */
static void start(const char *path, char *argument)
{
	char *arguments[] = { (char *)path, argument, NULL };
	int status, child = bench_check(fork(), "fork");

	if (!child) {
		if (path)
			execv(path, arguments);
		_exit(path ? 1 : 0);
	}
	bench_check(waitpid(child, &status, 0), "waitpid");
	if (status)
		bench_fail(path ? path : "fork");
}

void bench_fork(unsigned count)
{
	while (count--)
		start(NULL, NULL);
}

void bench_exec(unsigned count)
{
	while (count--)
		start(bench_self, "true");
}

bool bench_has_busybox(void)
{
	return !access(busybox, X_OK);
}

void bench_busybox(unsigned count)
{
	while (count--)
		start(busybox, "true");
}
