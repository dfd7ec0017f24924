/* SPDX-License-Identifier: MIT
 *
 * bench.c: process 1 of a guest that is measured, and the only one.  Says that it is up, then
 * what each thing costs, one line per figure:
 *
 *   bench: NAME NANOSECONDS WHAT
 *
 * and "bench: done" at the end.  The same file runs in every guest.
 */
#include "bench.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLICE_NS 20000000
#define SLICES 12

static const struct figure figures[] = {
	{ "syscall", "getppid", true, bench_getppid, 1, NULL },
	{ "yield", "switch between two processes, sched_yield, one CPU", true, bench_yield, 2, NULL },
	{ "pipe-switch", "switch between two processes, pipes, one CPU", true, bench_pipe_turns, 2, NULL },
	{ "pipe-latency", "there and back over pipes, any CPU", false, bench_pipe_turns, 1, NULL },
	{ "pipe-block", "1 MiB through a pipe in 64 KiB blocks, any CPU", false, bench_pipe_blocks, 1, NULL },
	{ "pipe-block-1", "1 MiB through a pipe in 64 KiB blocks, one CPU", true, bench_pipe_blocks, 1, NULL },
	{ "futex-switch", "switch between two threads, futex, one CPU", true, bench_futex_turns, 2, NULL },
	{ "futex-latency", "there and back between threads, futex, any CPU", false, bench_futex_turns, 1, NULL },
	{ "futex-shared", "there and back between processes, futex in shared memory, any CPU", false, bench_futex_shared, 1, NULL },
	{ "thread", "thread create and join", false, bench_thread, 1, NULL },
	{ "fork", "fork and wait", false, bench_fork, 1, NULL },
	{ "exec", "fork, exec and wait: a small static program", false, bench_exec, 1, NULL },
	{ "busybox", "fork, exec and wait: busybox true", false, bench_busybox, 1, bench_has_busybox },
	{ "mmap", "mmap, touch and munmap of one page", true, bench_mmap, 1, NULL },
	{ "fault", "first touch of a page, of a large map", true, bench_fault, BENCH_FAULT_PAGES, NULL },
};

const char *bench_self;

_Noreturn void bench_fail(const char *what)
{
	printf("bench: FAIL %s: %s\n", what, strerror(errno));
	fflush(stdout);
	if (getpid() == 1)
		for (;;)
			sleep(1000);
	_exit(1);
}

int bench_check(int result, const char *what)
{
	if (result < 0)
		bench_fail(what);
	return result;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	bench_check(clock_gettime(CLOCK_MONOTONIC, &now), "clock_gettime");
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

static uint64_t slice_ns(const struct figure *f, unsigned count)
{
	uint64_t start = now_ns();

	f->run(count);
	return now_ns() - start;
}

static void keep_best(uint64_t *best, uint64_t ns)
{
	if (ns < *best)
		*best = ns;
}

/* What starting and ending a slice costs is not what is asked for: the difference of a long
 * and a short one. */
static double measure(const struct figure *f)
{
	uint64_t whole = UINT64_MAX, half = UINT64_MAX;
	unsigned count = 2;

	while (slice_ns(f, count) < SLICE_NS && count < 1u << 24)
		count *= 2;
	for (int i = 0; i < SLICES; i++) {
		keep_best(&whole, slice_ns(f, count));
		keep_best(&half, slice_ns(f, count / 2));
	}
	if (whole <= half)              /* the host was elsewhere in each of the short ones */
		return (double)whole / count / f->per;
	return (double)(whole - half) / (count - count / 2) / f->per;
}

static void pin(bool pinned, const cpu_set_t *all)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	bench_check(sched_setaffinity(0, sizeof(one), pinned ? &one : all), "sched_setaffinity");
}

int main(int argc, char **argv)
{
	cpu_set_t all;

	if (argc > 1 && !strcmp(argv[1], "true"))
		return 0;               /* what `exec` starts */
	/* A line is one write: the kernel's log stays out of it. */
	setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	printf("bench: up\n");
	fflush(stdout);
	bench_self = argv[0];
	CPU_ZERO(&all);
	bench_check(sched_getaffinity(0, sizeof(all), &all), "sched_getaffinity");
	for (unsigned i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		const struct figure *f = &figures[i];

		if (f->possible && !f->possible())
			continue;
		pin(f->pinned, &all);
		printf("bench: %s %.0f %s\n", f->name, measure(f), f->what);
		fflush(stdout);
	}
	printf("bench: done\n");
	fflush(stdout);
	for (;;)
		sleep(1000);
}
