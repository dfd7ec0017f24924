/* SPDX-License-Identifier: MIT
 *
 * calls.c: the shortest system call, and memory that comes when it is touched.
 */
#include "bench.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

void bench_getppid(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		(void)getppid();
}

static void map_and_touch(unsigned pages)
{
	volatile char *map = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		bench_fail("mmap");
	for (unsigned i = 0; i < pages; i++)
		map[i * PAGE] = 1;
	bench_check(munmap((void *)map, pages * PAGE), "munmap");
}

void bench_mmap(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		map_and_touch(1);
}

void bench_fault(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		map_and_touch(BENCH_FAULT_PAGES);
}
