/* SPDX-License-Identifier: MIT
 *
 * memory.c: brk, mmap, munmap, mprotect and malloc.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_PRIVATE, 0, 0), ENODEV);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_PRIVATE, 1, 0), EACCES);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_PRIVATE, 50, 0), EBADF);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_SHARED | ANON, -1, 0), EINVAL);
	EXPECT_ERRNO(mmap(NULL, 4096, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
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

/* After a fork each side has what it had, and changes are its own. */
static void copies(void)
{
	enum { PAGES = 600 };
	int ends[2], status, wrong = 0;
	char c;

	page = mmap(NULL, PAGES * 4096, RW, ANON, -1, 0);
	for (int i = 0; i < PAGES; i += 2)
		page[i * 4096] = 1;
	EXPECT(pipe(ends), 0);
	if (fork() == 0) {
		for (int i = 0; i < PAGES; i++)
			wrong += page[i * 4096] != !(i & 1);
		for (int i = 0; i < PAGES; i += 3)
			page[i * 4096] = 2;
		wrong += read(ends[0], &c, 1) != 1;
		for (int i = 0; i < PAGES; i++)
			wrong += page[i * 4096] != (i % 3 == 0 ? 2 : !(i & 1));
		/* What the kernel writes is a write, too. */
		wrong += read(ends[0], page + 7 * 4096, 1) != 1 || page[7 * 4096] != 'b';
		_exit(wrong != 0);
	}
	for (int i = 0; i < PAGES; i += 5)
		page[i * 4096] = 3;
	EXPECT(write(ends[1], "ab", 2), 2);
	EXPECT_TRUE(wait(&status) > 0);
	EXPECT(status, 0);
	for (int i = 0; i < PAGES; i++)
		wrong += page[i * 4096] != (i % 5 == 0 ? 3 : !(i & 1));
	EXPECT(wrong, 0);
	EXPECT(munmap(page, PAGES * 4096), 0);
	close(ends[0]);
	close(ends[1]);
}

/* Whose pages are writable while others have them, too: by a change of permission. */
static void protected_copies(void)
{
	int status;

	page = mmap(NULL, 4096, RW, ANON, -1, 0);
	page[0] = 1;
	EXPECT(mprotect(page, 4096, PROT_READ), 0);
	if (fork() == 0) {
		if (mprotect(page, 4096, RW))
			_exit(1);
		page[0] = 2;
		_exit(page[0] != 2);
	}
	EXPECT_TRUE(wait(&status) > 0 && status == 0);
	EXPECT(page[0], 1);
	EXPECT(munmap(page, 4096), 0);
}

static void shared(void)
{
	int status;

	page = mmap(NULL, 8192, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	EXPECT_TRUE(page != MAP_FAILED);
	if (fork() == 0) {
		page[0] = 7;
		page[4096] = 8;
		_exit(0);
	}
	EXPECT_TRUE(wait(&status) > 0 && status == 0);
	EXPECT(page[0], 7);
	EXPECT(page[4096], 8);
	EXPECT(munmap(page, 8192), 0);
}

static void remap(void)
{
	char *other, *next;

	page = mmap(NULL, 3 * 4096, RW, ANON, -1, 0);
	page[0] = 1;
	page[4096] = 2;
	page[8192] = 3;
	EXPECT(mremap(page, 3 * 4096, 2 * 4096, 0), page);
	EXPECT(mremap(page, 2 * 4096, 3 * 4096, 0), page);
	EXPECT(page[4096], 2);
	EXPECT(page[8192], 0);
	/* Something is behind it: it has to move, or can't. */
	next = mmap(page + 3 * 4096, 4096, RW, ANON | MAP_FIXED, -1, 0);
	EXPECT(next, page + 3 * 4096);
	EXPECT_ERRNO(mremap(page, 3 * 4096, 100 * 4096, 0), ENOMEM);
	other = mremap(page, 3 * 4096, 100 * 4096, MREMAP_MAYMOVE);
	EXPECT_TRUE(other != MAP_FAILED && other != page);
	EXPECT(other[0] + other[4096] * 10 + other[99 * 4096], 21);
	EXPECT(status_of(look), SIGSEGV);
	EXPECT(mremap(other, 100 * 4096, 2 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED, page), page);
	EXPECT(page[4096], 2);
	EXPECT_ERRNO(mremap(page, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, page), EINVAL);
	EXPECT_ERRNO(mremap(page + 1, 4096, 8192, MREMAP_MAYMOVE), EINVAL);
	EXPECT_ERRNO(mremap(page, 8192, 8192, 8), EINVAL);
	EXPECT(munmap(page, 4 * 4096), 0);
	EXPECT_ERRNO(mremap(page, 4096, 8192, MREMAP_MAYMOVE), EFAULT);
	EXPECT_ERRNO(mmap(page, 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == page ?
		     mmap(page, 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) : page, EEXIST);
	EXPECT(munmap(page, 4096), 0);
}

static void advice(void)
{
	page = mmap(NULL, 8192, RW, ANON, -1, 0);
	page[0] = 1;
	page[4096] = 2;
	EXPECT(madvise(page, 4096, MADV_DONTNEED), 0);
	EXPECT(page[0], 0);
	EXPECT(page[4096], 2);
	EXPECT(madvise(page, 8192, MADV_WILLNEED), 0);
	EXPECT(page[4096], 2);
	EXPECT_ERRNO(madvise(page, 8192, 77), EINVAL);
	EXPECT_ERRNO(madvise(page + 1, 4096, MADV_DONTNEED), EINVAL);
	EXPECT(munmap(page + 4096, 4096), 0);
	EXPECT_ERRNO(madvise(page, 8192, MADV_DONTNEED), ENOMEM);
	EXPECT(munmap(page, 4096), 0);
}

static void map_file(void)
{
	static char text[8192];
	int fd = open("/elf/good", O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text));

	page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fd, 0);
	EXPECT_TRUE(n > 4096 && page != MAP_FAILED);
	EXPECT(memcmp(page, text, n), 0);
	EXPECT(status_of(touch), SIGSEGV);
	EXPECT(munmap(page, 8192), 0);
	page = mmap(NULL, 4096, RW, MAP_PRIVATE, fd, 4096);
	EXPECT(memcmp(page, text + 4096, n - 4096 < 4096 ? n - 4096 : 4096), 0);
	page[0] ^= 1;
	EXPECT(munmap(page, 4096), 0);
	EXPECT_ERRNO(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 100), EINVAL);
	EXPECT_ERRNO(mmap(NULL, 4096, RW | PROT_EXEC, MAP_PRIVATE, fd, 0), EACCES);
	EXPECT(close(fd), 0);
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
	{ "memory-copies", copies },
	{ "memory-protected-copies", protected_copies },
	{ "memory-shared", shared },
	{ "memory-remap", remap },
	{ "memory-advice", advice },
	{ "memory-file", map_file },
	{ "memory-exhaustion", exhaustion },
	{ 0 },
};
