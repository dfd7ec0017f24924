/* SPDX-License-Identifier: MIT
 *
 * memory.c: brk, mmap, munmap, mprotect and malloc.
 */
#include "systest.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ANON = MAP_PRIVATE | MAP_ANONYMOUS, RW = PROT_READ | PROT_WRITE };

static char *page;

static void touch(void) { *(volatile char *)page = 1; }
static void look(void) { (void)*(volatile char *)page; }

static void map_unmap(void)
{
	page = mmap(NULL, 10000, RW, ANON, -1, 0);
	EXPECT_TRUE(page != MAP_FAILED);
	EXPECT(page[0] | page[9999], 0);
	memset(page, 7, 10000);
	EXPECT(status_of(touch), 0);
	EXPECT(munmap(page, 10000), 0);
	EXPECT(status_of(look), SIGSEGV);
	EXPECT(mmap(page, 4096, RW, ANON | MAP_FIXED, -1, 0), page);
	EXPECT(page[0], 0);
	page[0] = 5;
	EXPECT(mmap(page, 4096, RW, ANON | MAP_FIXED, -1, 0), page);
	EXPECT(page[0], 0);
	EXPECT(munmap(page, 4096), 0);
}

static void map_errors(void)
{
	EXPECT_ERRNO(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL);
	EXPECT_ERRNO(mmap(NULL, 1ul << 40, RW, ANON, -1, 0), ENOMEM);
	EXPECT_ERRNO(mmap(NULL, 4096, RW | PROT_EXEC, ANON, -1, 0), EACCES);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_PRIVATE, 1, 0), ENODEV);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0), EINVAL);
	EXPECT_ERRNO(mmap((void *)0x1001, 4096, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	EXPECT_ERRNO(mmap(KERNEL_ADDRESS, 4096, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_munmap, 1, 4096), EINVAL);
	EXPECT_ERRNO(syscall(SYS_munmap, 0x100000, -1ul), EINVAL);
	EXPECT_ERRNO(syscall(SYS_munmap, KERNEL_ADDRESS, 4096), EINVAL);
}

static void protect(void)
{
	page = mmap(NULL, 8192, RW, ANON, -1, 0);
	page[0] = 3;
	EXPECT(mprotect(page, 4096, PROT_READ), 0);
	EXPECT(status_of(touch), SIGSEGV);
	EXPECT(status_of(look), 0);
	EXPECT(mprotect(page, 4096, PROT_NONE), 0);
	EXPECT(status_of(look), SIGSEGV);
	EXPECT_ERRNO(write(1, page, 1), EFAULT);
	EXPECT(mprotect(page, 4096, RW), 0);
	EXPECT(status_of(touch), 0);
	EXPECT(page[0], 3);
	EXPECT_ERRNO(mprotect(page, 4096, RW | PROT_EXEC), EACCES);
	EXPECT(munmap(page + 4096, 4096), 0);
	EXPECT_ERRNO(mprotect(page, 8192, PROT_READ), ENOMEM);
	EXPECT(status_of(touch), 0);
	EXPECT(munmap(page, 4096), 0);
}

static void brk_moves(void)
{
	char *start = (char *)syscall(SYS_brk, 0);

	EXPECT(syscall(SYS_brk, start + 5000), start + 5000);
	page = start;
	EXPECT(status_of(touch), 0);
	start[4999] = 1;
	EXPECT(syscall(SYS_brk, start), start);
	EXPECT(syscall(SYS_brk, 1), start);
	EXPECT(syscall(SYS_brk, KERNEL_ADDRESS), start);
	page = (char *)(((uintptr_t)start + 4095) & ~4095ul);
	EXPECT(status_of(look), SIGSEGV);
}

static void heap(void)
{
	void *blocks[200];

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 200; i++) {
			size_t len = (i * 7919 + round * 31) % 20000 + 1;

			blocks[i] = malloc(len);
			EXPECT_TRUE(blocks[i]);
			if (blocks[i])
				memset(blocks[i], i, len);
		}
		for (unsigned i = 0; i < 200; i++) {
			if (blocks[i] && *(unsigned char *)blocks[i] != i)
				failed(__FILE__, __LINE__, "block %u was overwritten", i);
			free(blocks[i]);
		}
	}
}

static void take_everything(void)
{
	while (mmap(NULL, 1 << 20, RW, ANON, -1, 0) != MAP_FAILED)
		;
	_exit(errno == ENOMEM ? 0 : 1);
}

/* A program that takes all it can get is refused more, and the next gets as much. */
static void exhaustion(void)
{
	EXPECT(status_of(take_everything), 0);
	EXPECT(status_of(take_everything), 0);
}

const struct test memory_tests[] = {
	{ "memory-map", map_unmap },
	{ "memory-map-errors", map_errors },
	{ "memory-protect", protect },
	{ "memory-brk", brk_moves },
	{ "memory-malloc", heap },
	{ "memory-exhaustion", exhaustion },
	{ 0 },
};
