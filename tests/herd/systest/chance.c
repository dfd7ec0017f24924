/* SPDX-License-Identifier: MIT
 *
 * chance.c: system calls with arguments by chance, from a fixed seed.  A child may die of
 * them in any way; the kernel and its next child may not.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 24, CALLS = 400 };

static uint64_t seed;

/* A step of xorshift64 (Marsaglia, Xorshift RNGs, 2003). */
static uint64_t chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* No call that may wait for ever, or ends the child by itself. */
static const uint16_t calls[] = {
	SYS_getcwd, SYS_dup, SYS_dup3, SYS_fcntl, SYS_ioctl, SYS_openat, SYS_close,
	SYS_getdents64, SYS_lseek, SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64,
	SYS_newfstatat, SYS_fstat, SYS_set_tid_address, SYS_clock_gettime, SYS_sched_yield,
	SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_uname, SYS_brk, SYS_munmap, SYS_execve,
	SYS_mmap, SYS_mprotect, SYS_madvise, SYS_getrandom, SYS_clone,
};

static uint64_t argument(void *page)
{
	static const uint64_t edges[] = {
		0, 1, 7, 8, 4095, 4096, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, -1ull, -100ull,
		0xffff000000000000, 0xffff000040080000, 0x0000ffffffff0000, 0x0001000000000000,
	};
	uint64_t c = chance();

	switch (c & 3) {
	case 0:
		return edges[(c >> 8) % (sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return (uintptr_t)page + (c >> 8) % 4200;
	case 2:
		return (c >> 8) % 70;
	default:
		return c >> (c >> 8 & 63);
	}
}

static void call_by_chance(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	/* What is written by chance goes nowhere. */
	close(0);
	close(1);
	close(2);
	open("/etc/herd/enabled/systest.conf", O_RDONLY);
	open("/etc/herd/enabled", O_RDONLY);
	for (int i = 0; i < CALLS; i++) {
		unsigned number = calls[chance() % (sizeof(calls) / sizeof(calls[0]))];
		uint64_t first = argument(page);

		/* A fork by chance would go on with all this; other kinds of clone are refused. */
		if (number == SYS_clone && (first & ~0xffull) == 0)
			continue;
		if (number == SYS_clone && (first & ~0xffull) == 0x4100)
			continue;
		syscall(number, first, argument(page), argument(page), argument(page),
			argument(page), argument(page));
	}
	_exit(0);
}

static void calls_by_chance(void)
{
	int lived = 0;

	for (int i = 1; i <= CHILDREN; i++) {
		int status;

		seed = 0x9e3779b97f4a7c15 * i;
		status = status_of(call_by_chance);
		if (status == -1)
			failed(__FILE__, __LINE__, "child %d: no status", i);
		lived += status == 0;
	}
	/* Or the calls were not made. */
	EXPECT_TRUE(lived >= 1);
}

const struct test chance_tests[] = {
	{ "chance-calls", calls_by_chance },
	{ 0 },
};
