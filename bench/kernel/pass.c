/* SPDX-License-Identifier: MIT
 *
 * pass.c: two processes or threads that hand each other a turn, or data.
 *
 * The other side ends when its turns are over, so both count the same.
 */
#include "bench.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* other(count) in a child, ours(count) here. */
static void with_child(void (*ours)(unsigned), void (*other)(unsigned), unsigned count)
{
	int status, child = bench_check(fork(), "fork");

	if (!child) {
		other(count);
		_exit(0);
	}
	ours(count);
	bench_check(waitpid(child, &status, 0), "waitpid");
	if (status)
		bench_fail("the other process");
}

static void yield(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		sched_yield();
}

void bench_yield(unsigned count)
{
	with_child(yield, yield, count);
}

static int there[2], back[2];

static void get(int fd, char *buffer, size_t len)
{
	while (len) {
		ssize_t n = read(fd, buffer, len);

		if (n <= 0)
			bench_fail("read");
		buffer += n;
		len -= n;
	}
}

static void put(int fd, const char *buffer, size_t len)
{
	while (len) {
		ssize_t n = write(fd, buffer, len);

		if (n <= 0)
			bench_fail("write");
		buffer += n;
		len -= n;
	}
}

static void first_turns(unsigned count)
{
	char turn = 0;

	for (unsigned i = 0; i < count; i++) {
		put(there[1], &turn, 1);
		get(back[0], &turn, 1);
	}
}

static void second_turns(unsigned count)
{
	char turn;

	for (unsigned i = 0; i < count; i++) {
		get(there[0], &turn, 1);
		put(back[1], &turn, 1);
	}
}

static void open_pipes(void)
{
	bench_check(pipe(there), "pipe");
	bench_check(pipe(back), "pipe");
}

static void close_pipes(void)
{
	for (int i = 0; i < 2; i++) {
		close(there[i]);
		close(back[i]);
	}
}

void bench_pipe_turns(unsigned count)
{
	open_pipes();
	with_child(first_turns, second_turns, count);
	close_pipes();
}

static char block[BENCH_BLOCK];

static void read_blocks(unsigned count)
{
	for (unsigned i = 0; i < count * BENCH_BLOCKS; i++)
		get(there[0], block, sizeof(block));
}

static void write_blocks(unsigned count)
{
	for (unsigned i = 0; i < count * BENCH_BLOCKS; i++)
		put(there[1], block, sizeof(block));
}

void bench_pipe_blocks(unsigned count)
{
	open_pipes();
	with_child(read_blocks, write_blocks, count);
	close_pipes();
}

/* Whose turn it is: 0 or 1.  Who waits sleeps at once, so each turn is a wake-up. */
static unsigned *turn;
enum futex { SLEEP = 0, WAKE = 1, PRIVATE = 128 };      /* what Linux's futex(2) calls them */
static int futex_private;               /* PRIVATE or 0 */

static void take_turns(unsigned me, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		while (__atomic_load_n(turn, __ATOMIC_SEQ_CST) != me)
			if (syscall(SYS_futex, turn, SLEEP | futex_private, 1 - me, NULL, NULL, 0) < 0 &&
			    errno != EAGAIN && errno != EINTR)
				bench_fail("futex wait");
		__atomic_store_n(turn, 1 - me, __ATOMIC_SEQ_CST);
		bench_check(syscall(SYS_futex, turn, WAKE | futex_private, 1, NULL, NULL, 0), "futex wake");
	}
}

static void first_futex(unsigned count)
{
	take_turns(0, count);
}

static void second_futex(unsigned count)
{
	take_turns(1, count);
}

static void *second_thread(void *count)
{
	second_futex(*(unsigned *)count);
	return NULL;
}

void bench_futex_turns(unsigned count)
{
	unsigned word = 0;
	pthread_t thread;

	turn = &word;
	futex_private = PRIVATE;
	if (pthread_create(&thread, NULL, second_thread, &count))
		bench_fail("pthread_create");
	first_futex(count);
	if (pthread_join(thread, NULL))
		bench_fail("pthread_join");
}

void bench_futex_shared(unsigned count)
{
	turn = mmap(NULL, sizeof(*turn), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (turn == MAP_FAILED)
		bench_fail("mmap");
	futex_private = 0;
	with_child(first_futex, second_futex, count);
	bench_check(munmap(turn, sizeof(*turn)), "munmap");
}
