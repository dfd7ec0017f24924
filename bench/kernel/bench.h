/* SPDX-License-Identifier: MIT
 *
 * bench.h: what the figures have in common.  A figure is a function that does one thing COUNT
 * times; the frame (bench.c) chooses COUNT, so that a slice takes long enough for the clock, and
 * keeps the best slice: what the host takes away from the guest only ever adds.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

struct figure {
	const char *name;
	const char *what;               /* for the table */
	bool pinned;                    /* everything on the first CPU */
	void (*run)(unsigned count);
	unsigned per;                   /* the time is of so many: pages, switches */
	bool (*possible)(void);         /* NULL: always */
};

extern const char *bench_self;          /* the path of this program */

_Noreturn void bench_fail(const char *what);
int bench_check(int result, const char *what);

/* calls.c: system calls and memory */
void bench_getppid(unsigned count);
void bench_mmap(unsigned count);
void bench_fault(unsigned count);
#define BENCH_FAULT_PAGES 256

/* pass.c: control or data goes to and fro */
void bench_yield(unsigned count);
void bench_pipe_turns(unsigned count);
void bench_futex_turns(unsigned count);
void bench_futex_shared(unsigned count);
void bench_pipe_blocks(unsigned count);
#define BENCH_BLOCK 65536
#define BENCH_BLOCKS 16                 /* one MiB */

/* start.c: threads and processes come and go */
void bench_thread(unsigned count);
void bench_fork(unsigned count);
void bench_exec(unsigned count);
void bench_busybox(unsigned count);
bool bench_has_busybox(void);

#endif
