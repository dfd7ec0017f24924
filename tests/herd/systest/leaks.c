/* SPDX-License-Identifier: MIT
 *
 * leaks.c: what ends leaves nothing: memory and processes are counted before and after.  The
 * kernel frees some of it a moment later, and others have some in hand.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLACK_BYTES = 32 << 10 };

static void pause_us(int us)
{
	nanosleep(&(struct timespec){ .tv_nsec = us * 1000l }, NULL);
}

static struct sysinfo now(void)
{
	struct sysinfo info = { 0 };

	EXPECT(sysinfo(&info), 0);
	return info;
}

/* `fn` is run once, so that what is kept for good is there, and then again. */
static void leaves_nothing(void (*fn)(void))
{
	struct sysinfo before, after;

	fn();
	pause_us(100000);
	before = now();
	fn();
	for (int i = 0; i < 40; i++) {
		after = now();
		if (after.procs <= before.procs &&
		    (after.freeram + SLACK_BYTES / after.mem_unit >= before.freeram))
			return;
		pause_us(50000);
	}
	failed(__FILE__, __LINE__, "%lu of %lu units of memory, %u of %u processes",
	       after.freeram, before.freeram, after.procs, before.procs);
}

static void many_forks(void)
{
	for (int i = 0; i < 250; i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(i & 127);
		EXPECT(waitpid(pid, &status, 0), pid);
		EXPECT(status, (i & 127) << 8);
	}
}

/* Reads and writes files without an end. */
static void works_on_files(void)
{
	static char block[30000];

	for (;;) {
		int from = open("/bin/systest", O_RDONLY);
		int to = open("/tmp/leak", O_RDWR | O_CREAT | O_TRUNC, 0600);
		ssize_t n;

		while ((n = read(from, block, sizeof(block))) > 0)
			(void)!write(to, block, n);
		close(from);
		close(to);
	}
}

static void *works(void *arg) { works_on_files(); return arg; }

/* Killed at any moment, with two threads at work and a pipeline behind. */
static void killed_at_work(void)
{
	for (int i = 0; i < 25; i++) {
		int ends[2], status;
		pid_t pid, reader;

		EXPECT(pipe(ends), 0);
		reader = fork();
		if (reader == 0) {
			static char block[4096];

			close(ends[1]);
			while (read(ends[0], block, sizeof(block)) > 0)
				;
			_exit(0);
		}
		pid = fork();
		if (pid == 0) {
			pthread_t t;

			pthread_create(&t, NULL, works, NULL);
			if (i & 1)
				works_on_files();
			for (;;)
				(void)!write(ends[1], works_on_files, 4096);
		}
		close(ends[0]);
		close(ends[1]);
		pause_us(500 + i * 700);
		EXPECT(kill(pid, SIGKILL), 0);
		EXPECT(waitpid(pid, &status, 0), pid);
		EXPECT(status, SIGKILL);
		EXPECT(waitpid(reader, &status, 0), reader);
		EXPECT(status, 0);
	}
	unlink("/tmp/leak");
}

/* A program that maps all it can get, touches it, and forks with it. */
static void takes_all(void)
{
	for (;;) {
		char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			       -1, 0);

		if (p == MAP_FAILED)
			break;
		for (size_t at = 0; at < 1 << 20; at += 4096)
			p[at] = 1;
	}
	if (errno != ENOMEM)
		_exit(1);
	errno = 0;
	_exit(fork() == -1 && errno == ENOMEM ? 0 : 2);
}

static void all_memory(void)
{
	EXPECT(status_of(takes_all), 0);
}

static void all_slots(void)
{
	int ends[2], count = 0;
	char c;

	EXPECT(pipe(ends), 0);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0) {
			close(ends[1]);
			_exit(read(ends[0], &c, 1) != 0);
		}
		if (pid < 0)
			break;
		count++;
	}
	EXPECT(errno, EAGAIN);
	close(ends[0]);
	close(ends[1]);
	while (wait(NULL) > 0)
		count--;
	EXPECT(count, 0);
}

static void forks(void) { leaves_nothing(many_forks); }
static void kills(void) { leaves_nothing(killed_at_work); }
static void memory(void) { leaves_nothing(all_memory); }
static void slots(void) { leaves_nothing(all_slots); }

const struct test leak_tests[] = {
	{ "leak-forks", forks },
	{ "leak-kills", kills },
	{ "leak-memory", memory },
	{ "leak-slots", slots },
	{ 0 },
};
