/* SPDX-License-Identifier: MIT
 *
 * log.c: readers of the log: the newest is there, what is old is skipped by whole lines,
 * and who waits is woken.
 */
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "tests.h"

#define LINE_BYTES 400

static struct crew crew;

/* The next line for this cursor, without its newline; false: there is none. */
static bool next_line(uint64_t *cursor, char *line)
{
	uint64_t from = *cursor;
	size_t len = log_read(&from, line, LINE_BYTES - 1);
	char *end;

	line[len] = '\0';
	end = strchr(line, '\n');
	if (!end)
		return false;
	*end = '\0';
	/* Back to behind it: the call may have read more, or have begun later. */
	*cursor = from - len + (size_t)(end - line) + 1;
	return true;
}

const char *test_log(void)
{
	uint64_t cursor = log_end();
	char line[LINE_BYTES];

	kprintf(LOG_DEBUG, "ktest: log %d\n", 7);
	do
		if (!next_line(&cursor, line))
			return "a message is not in the log";
	while (!strstr(line, "ktest: log 7"));
	return strncmp(line, "<7>[", 4) ? "its level or its time stamp is missing" : NULL;
}

const char *test_log_overrun(void)
{
	uint64_t cursor = log_end(), first = cursor;
	char line[LINE_BYTES];
	unsigned lines = 0;

	/* At least 40 characters each, and not for the console. */
	for (unsigned i = 0; i < LOG_BYTES / 40 + 100; i++)
		kprintf(LOG_DEBUG, "ktest: one more line of the log\n");
	while (next_line(&cursor, line)) {
		if (line[0] != '<')
			return "a reader got a piece of a line";
		lines++;
	}
	return log_end() - first <= LOG_BYTES ? "the log was not overrun" :
	       cursor != log_end() ? "a reader does not come to the end" :
	       lines < LOG_BYTES / 400 || lines > LOG_BYTES / 40 ? "a reader got too little or too much" : NULL;
}

static uint64_t read_up_to;
static bool woken;                              /* atomic */

static void follow(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	log_wait(read_up_to);
	__atomic_store_n(&woken, log_end() != read_up_to, __ATOMIC_RELEASE);
}

const char *test_log_wait(void)
{
	bool started;

	read_up_to = log_end();
	started = crew_start(&crew, 1, follow);
	thread_sleep_ns(10 * NSEC_PER_MSEC);
	kprintf(LOG_DEBUG, "ktest: wake\n");
	crew_wait(&crew);
	return !started ? "no memory" : !woken ? "woken with nothing to read" : NULL;
}
