/* SPDX-License-Identifier: MIT
 *
 * elf.c: loading a static ELF-64 program (System V ABI, Object Files and Program
 * Loading).
 *
 * The file is not trusted: every offset, size and address is checked against the
 * file and against the program's half of the addresses before it is used.  Pages
 * are filled while writable and get the segment's own permissions afterwards.
 */
#include "elf.h"

#include <abi/elf.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

enum { SEGMENTS_MAX = 32 };

/* Reads exactly `len` bytes: what the file promised and does not have is no program. */
static int read_exactly(struct file *f, void *buf, size_t len, uint64_t offset)
{
	ssize_t n;

	if (offset > INT64_MAX)
		return -ENOEXEC;
	n = file_pread(f, buf, len, offset);
	if (n < 0)
		return n;
	return (size_t)n == len ? 0 : -ENOEXEC;
}

static bool header_is_ours(const struct elf64_header *h)
{
	return memcmp(h->ident, "\177ELF", 4) == 0 &&
	       h->ident[ELF_CLASS] == ELF_CLASS_64 &&
	       h->ident[ELF_DATA] == ELF_DATA_LITTLE &&
	       h->ident[ELF_VERSION] == ELF_VERSION_CURRENT &&
	       h->type == ELF_TYPE_EXEC && h->machine == ELF_MACHINE_AARCH64 &&
	       h->version == ELF_VERSION_CURRENT &&
	       h->phentsize == sizeof(struct elf64_program_header) &&
	       h->phnum > 0 && h->phnum <= SEGMENTS_MAX;
}

static bool segment_is_sane(const struct elf64_program_header *s)
{
	return s->filesz <= s->memsz && s->vaddr >= VM_BOTTOM && s->vaddr < VM_MMAP_BOTTOM &&
	       s->memsz <= VM_MMAP_BOTTOM - s->vaddr &&
	       s->offset + s->filesz >= s->offset &&
	       s->vaddr % PAGE_SIZE == s->offset % PAGE_SIZE &&
	       !((s->flags & ELF_PF_W) && (s->flags & ELF_PF_X));
}

static unsigned segment_prot(const struct elf64_program_header *s)
{
	return (s->flags & ELF_PF_R ? VM_READ : 0) | (s->flags & ELF_PF_W ? VM_WRITE : 0) |
	       (s->flags & ELF_PF_X ? VM_EXEC : 0);
}

static int fill(struct file *f, struct vm *vm, const struct elf64_program_header *s)
{
	char *page = page_alloc(0);
	int rc = 0;

	if (!page)
		return -ENOMEM;
	for (uint64_t done = 0; done < s->filesz && !rc; done += PAGE_SIZE) {
		size_t step = s->filesz - done < PAGE_SIZE ? s->filesz - done : PAGE_SIZE;

		rc = read_exactly(f, page, step, s->offset + done);
		if (!rc)
			rc = vm_copy_out(vm, s->vaddr + done, page, step);
	}
	page_free(page, 0);
	return rc;
}

static int load_segment(struct file *f, struct vm *vm, const struct elf64_program_header *s)
{
	user_addr_t start = s->vaddr & ~(PAGE_SIZE - 1);
	user_addr_t end = ROUND_UP(s->vaddr + s->memsz, PAGE_SIZE);
	int rc;

	if (end == start)
		return 0;
	rc = vm_map(vm, start, end - start, VM_READ | VM_WRITE, VM_FILE);
	/* Two segments in one page would need two sets of permissions. */
	if (rc == -EEXIST)
		return -ENOEXEC;
	if (!rc)
		rc = fill(f, vm, s);
	if (!rc)
		rc = vm_protect(vm, start, end - start, segment_prot(s));
	return rc;
}

/* Loads what is to be loaded and notes where the program headers come to lie. */
static int load_segments(struct file *f, struct vm *vm, const struct elf64_header *h,
			 const struct elf64_program_header *segments, struct elf_program *out)
{
	bool entry_is_code = false;

	for (unsigned i = 0; i < h->phnum; i++) {
		const struct elf64_program_header *s = &segments[i];
		user_addr_t end;
		int rc;

		/* A program that wants an interpreter is not a static one. */
		if (s->type == ELF_PT_INTERP)
			return -ENOEXEC;
		if (s->type != ELF_PT_LOAD)
			continue;
		if (!segment_is_sane(s))
			return -ENOEXEC;
		rc = load_segment(f, vm, s);
		if (rc)
			return rc;
		end = ROUND_UP(s->vaddr + s->memsz, PAGE_SIZE);
		if (end > out->end)
			out->end = end;
		if ((s->flags & ELF_PF_X) && h->entry >= s->vaddr &&
		    h->entry - s->vaddr < s->filesz)
			entry_is_code = true;
		if (h->phoff >= s->offset && h->phoff - s->offset < s->filesz)
			out->headers = s->vaddr + (h->phoff - s->offset);
	}
	return entry_is_code ? 0 : -ENOEXEC;
}

int elf_load(struct file *f, struct vm *vm, struct elf_program *out)
{
	struct elf64_program_header segments[SEGMENTS_MAX];
	struct elf64_header h;
	int rc;

	rc = read_exactly(f, &h, sizeof(h), 0);
	if (rc)
		return rc;
	if (!header_is_ours(&h))
		return -ENOEXEC;
	rc = read_exactly(f, segments, h.phnum * sizeof(segments[0]), h.phoff);
	if (rc)
		return rc;
	*out = (struct elf_program){ .entry = h.entry, .header_count = h.phnum };
	return load_segments(f, vm, &h, segments, out);
}
