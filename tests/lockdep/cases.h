/* SPDX-License-Identifier: MIT
 *
 * cases.h: named cases, each in a process of its own, so that each starts with
 * fresh tables.  Reports are collected instead of printed.
 */
#ifndef TESTS_LOCKDEP_CASES_H
#define TESTS_LOCKDEP_CASES_H

#include <posix.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct test_case {
	const char *name;
	void (*run)(void);
};

static char reports[8192];
static const char *failure;             /* the first one */

#define TEXT(x) TEXT_(x)
#define TEXT_(x) #x
#define CHECK(condition)                                                        \
	do {                                                                    \
		if (!(condition) && !failure)                                   \
			failure = "line " TEXT(__LINE__) ": " #condition;       \
	} while (0)

static void collect(const char *text, size_t len)
{
	size_t used = strlen(reports);

	snprintf(reports + used, sizeof(reports) - used, "%.*s", (int)len, text);
}

static inline unsigned occurrences(const char *text)
{
	unsigned n = 0;

	for (const char *at = reports; (at = strstr(at, text)) != NULL; at++)
		n++;
	return n;
}

static inline int run_child(const struct test_case *test)
{
	alarm(60);                      /* what waits for ever has failed */
	lockdep_posix_on_report(collect);
	test->run();
	if (failure)
		printf("FAIL lockdep: %s: %s\n%s", test->name, failure, reports);
	else
		printf("ok lockdep: %s\n", test->name);
	fflush(stdout);
	return failure ? EXIT_FAILURE : EXIT_SUCCESS;
}

static inline int run_cases(const struct test_case *cases, size_t count)
{
	int result = EXIT_SUCCESS;

	for (size_t i = 0; i < count; i++) {
		int status;
		pid_t child = fork();

		if (child == 0)
			_exit(run_child(&cases[i]));
		if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
			result = EXIT_FAILURE;
	}
	return result;
}

#endif
