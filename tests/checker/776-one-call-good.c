/* SPDX-License-Identifier: MIT
 *
 * The same by who is no handler.
 *
 * args: --model posix
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static char *buffer;
static volatile sig_atomic_t is_over;

static void report(void)
{
	buffer = malloc(9);
	printf("%p", (void *)buffer);
	fflush(NULL);
}

static void handle(int number)
{
	(void)number;
	is_over = 1;
}

int main(void)
{
	signal(SIGTERM, handle);
	while (!is_over)
		report();
	return 0;
}
