/* SPDX-License-Identifier: MIT
 *
 * main.c: runs every test and prints `ok NAME` or `FAIL NAME: why`.
 *
 *   systest            all tests; exit status 1 if one failed
 *   systest only P     the tests whose names begin with P
 *   systest crash      reads address 0, for herd's report of it
 *   systest tty        the tests of the terminal, with somebody at the keys
 *   systest wait       until a signal ends it
 *   systest args A B   for the tests of exec: exits with 0 if it got what they gave
 */
#include "systest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char why[256];

void failed(const char *file, int line, const char *format, ...)
{
	const char *slash = strrchr(file, '/');
	int len;
	va_list args;

	if (why[0])
		return;
	len = snprintf(why, sizeof(why), "%s:%d: ", slash ? slash + 1 : file, line);
	va_start(args, format);
	vsnprintf(why + len, sizeof(why) - len, format, args);
	va_end(args);
}

int status_of(void (*fn)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		fn();
		_exit(why[0] ? 99 : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

/* The tests of a group whose names begin with `prefix`; how many failed. */
static int run_group(const struct test *tests, const char *prefix)
{
	int failures = 0;

	for (const struct test *t = tests; t->name; t++) {
		if (strncmp(t->name, prefix, strlen(prefix)) != 0)
			continue;
		why[0] = '\0';
		t->run();
		if (why[0])
			printf("FAIL %s: %s\n", t->name, why);
		else
			printf("ok %s\n", t->name);
		fflush(stdout);
		failures += why[0] != '\0';
	}
	return failures;
}

static int run(const char *prefix)
{
	const struct test *const groups[] = {
		file_tests, process_tests, memory_tests, fault_tests, misc_tests,
		chance_tests, signal_tests, poll_tests, thread_tests, group_tests, leak_tests,
		socket_tests,
	};
	int failures = 0;

	for (unsigned i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		failures += run_group(groups[i], prefix);
	return failures != 0;
}

static int run_tty(void)
{
	int failures;

	if (!tty_begin())
		return 3;
	failures = run_group(tty_tests, "");
	printf("tty: %d failed\n", failures);
	return failures != 0;
}

static int check_args(int argc, char **argv)
{
	const char *value = getenv("GIVEN");

	return argc == 4 && strcmp(argv[2], "one word") == 0 && argv[3][0] == '\0' && !argv[4] &&
	       value && strcmp(value, "environment") == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return run("");
	if (strcmp(argv[1], "only") == 0 && argc <= 3)
		return run(argc == 3 ? argv[2] : "");
	if (strcmp(argv[1], "crash") == 0)
		return *(volatile int *)0;
	if (strcmp(argv[1], "tty") == 0)
		return run_tty();
	if (strcmp(argv[1], "wait") == 0)
		return pause();
	if (strcmp(argv[1], "args") == 0)
		return check_args(argc, argv);
	return 2;
}
