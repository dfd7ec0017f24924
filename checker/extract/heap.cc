// SPDX-License-Identifier: MIT
//
// heap.cc: how a process that reads one file after the other has its memory.
//
// To read a file of a kernel takes a hundred megabytes, that is 25,000 faults of ordinary pages: a twentieth of
// the time of reading it.  So malloc's heap gets its address space at once, and large pages for it as they
// are touched.  Nothing is given back before the end, since the next file needs as much as this one.  For a single
// file it doesn't pay everywhere: where memory is in pieces, large pages cost as much as they save.
#include "command.hh"

#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>

namespace hf {

// What is beyond is had as usual.
static const size_t reserved_bytes = size_t(256) << 20;
static const uintptr_t page_bytes = 4096;

void set_up_heap()
{
	// Another malloc than glibc's, a sanitizer's for one, has its own ways.
	if (!mallopt(M_MMAP_MAX, 0))
		return;
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_TOP_PAD, 16 << 20);
	void *all = malloc(reserved_bytes);

	if (!all)
		return;
	uintptr_t begin = (reinterpret_cast<uintptr_t>(all) + page_bytes) & ~(page_bytes - 1);

	// A kernel without large pages does as before.
	(void)madvise(reinterpret_cast<void *>(begin), reserved_bytes - page_bytes, MADV_HUGEPAGE);
	free(all);
}

} // namespace hf
