/* SPDX-License-Identifier: MIT
 *
 * All that a handler leads to by one call is one finding, with the other places; what it does by another call is
 * another one.
 *
 * args: --model posix
 * expect: effect-in-context: `malloc` is not async-signal-safe
 * expect: effect-in-context: `exit` is not async-signal-safe
 * chain: report: printf
 * chain: write_line: fflush
 * count: 2
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static char *buffer;

static void write_line(void)
{
	fflush(NULL);
}

static void report(void)
{
	buffer = malloc(9);
	printf("%p", (void *)buffer);
	write_line();
}

static void handle(int number)
{
	(void)number;
	report();
	exit(1);
}

int main(void)
{
	signal(SIGTERM, handle);
	return 0;
}
