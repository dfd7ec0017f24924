/* SPDX-License-Identifier: MIT
 *
 * sys_memory.c: system calls on memory.  A file is mapped by reading it at once; only a
 * program's own copy is offered.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>

_Static_assert((int)VM_READ == (int)ABI_PROT_READ && (int)VM_WRITE == (int)ABI_PROT_WRITE &&
	       (int)VM_EXEC == (int)ABI_PROT_EXEC, "handed on as they are");
enum { PROT_KNOWN = ABI_PROT_READ | ABI_PROT_WRITE | ABI_PROT_EXEC };

/* A length in whole pages; 0 where there is none. */
static size_t whole_pages(uint64_t len)
{
	return len > VM_TOP ? 0 : ROUND_UP(len, PAGE_SIZE);
}

long sys_brk(const struct syscall_args *a)
{
	return vm_set_brk(process_current()->vm, a->arg[0]);
}

/* Finds the place that the flags ask for, and maps it. */
static int map_at(user_addr_t *addr, size_t len, unsigned prot, uint64_t flags,
		  enum vm_kind kind) HF_MAY_BLOCK;
static int map_at(user_addr_t *addr, size_t len, unsigned prot, uint64_t flags,
		  enum vm_kind kind)
{
	struct vm *vm = process_current()->vm;
	int rc;

	if (flags & ABI_MAP_FIXED_NOREPLACE)
		return vm_map(vm, *addr, len, prot, kind);
	if (flags & ABI_MAP_FIXED) {
		/* Nothing goes before it is clear that something can take its place. */
		if ((prot & VM_WRITE) && (prot & VM_EXEC))
			return -EACCES;
		rc = vm_unmap(vm, *addr, len);
		return rc ? rc : vm_map(vm, *addr, len, prot, kind);
	}
	rc = vm_map_anywhere(vm, len, prot, kind, addr);
	return rc == -EINVAL ? -ENOMEM : rc;
}

/* What the file has of it; behind its end there are zeroes. */
static int fill(struct file *f, user_addr_t addr, size_t len, uint64_t offset) HF_MAY_BLOCK;
static int fill(struct file *f, user_addr_t addr, size_t len, uint64_t offset)
{
	void *page = page_alloc(0);
	int rc = 0;

	if (!page)
		return -ENOMEM;
	for (size_t done = 0; done < len && !rc; done += PAGE_SIZE) {
		ssize_t n = file_pread(f, page, PAGE_SIZE, offset + done);

		if (n <= 0) {
			rc = n;
			break;
		}
		rc = copy_to_user(addr + done, page, n);
	}
	page_free(page, 0);
	return rc;
}

static long map_file(struct file *f, user_addr_t addr, size_t len, const struct syscall_args *a)
	HF_MAY_BLOCK;
static long map_file(struct file *f, user_addr_t addr, size_t len, const struct syscall_args *a)
{
	struct vm *vm = process_current()->vm;
	unsigned prot = a->arg[2];
	int rc;

	if ((f->flags & O_ACCMODE) == O_WRONLY)
		return -EACCES;
	if (f->ops->stream || !f->ops->read)
		return -ENODEV;
	if ((prot & VM_WRITE) && (prot & VM_EXEC))
		return -EACCES;
	rc = map_at(&addr, len, VM_READ | VM_WRITE, a->arg[3], VM_FILE);
	if (rc)
		return rc;
	rc = fill(f, addr, len, a->arg[5]);
	if (!rc)
		rc = vm_protect(vm, addr, len, prot);
	if (rc) {
		(void)vm_unmap(vm, addr, len);
		return rc;
	}
	return addr;
}

long sys_mmap(const struct syscall_args *a)
{
	user_addr_t addr = a->arg[0];
	size_t len = whole_pages(a->arg[1]);
	uint64_t prot = a->arg[2], flags = a->arg[3];
	const uint64_t kind = flags & (ABI_MAP_SHARED | ABI_MAP_PRIVATE);
	struct file *f;
	long rc;

	if (!a->arg[1] || (prot & ~(uint64_t)PROT_KNOWN) || a->arg[5] % PAGE_SIZE ||
	    (kind != ABI_MAP_SHARED && kind != ABI_MAP_PRIVATE))
		return -EINVAL;
	if (!len)
		return -ENOMEM;
	if (flags & ABI_MAP_ANONYMOUS) {
		rc = map_at(&addr, len, prot, flags,
			    kind == ABI_MAP_SHARED ? VM_SHARED_ZERO : VM_ZERO);
		return rc ? rc : (long)addr;
	}
	f = fd_get(&process_current()->files, (int)a->arg[4]);
	if (!f)
		return -EBADF;
	rc = kind == ABI_MAP_SHARED ? -ENODEV : map_file(f, addr, len, a);
	file_put(f);
	return rc;
}

long sys_munmap(const struct syscall_args *a)
{
	return vm_unmap(process_current()->vm, a->arg[0], whole_pages(a->arg[1]));
}

/* To a place of the program's choice. */
static long move_to(user_addr_t from, size_t len, user_addr_t to, size_t new_len) HF_MAY_BLOCK;
static long move_to(user_addr_t from, size_t len, user_addr_t to, size_t new_len)
{
	struct vm *vm = process_current()->vm;
	user_addr_t at;
	int rc;

	if (to % PAGE_SIZE || to >= VM_TOP || new_len > VM_TOP - to ||
	    (to < from + len && from < to + new_len))
		return -EINVAL;
	if (new_len < len) {
		rc = vm_unmap(vm, from + new_len, len - new_len);
		if (rc)
			return rc;
		len = new_len;
	}
	rc = vm_unmap(vm, to, new_len);
	if (!rc)
		rc = vm_move(vm, from, to, len);
	if (!rc)
		rc = vm_resize(vm, to, len, new_len, false, &at);
	return rc ? rc : (long)to;
}

long sys_mremap(const struct syscall_args *a)
{
	const uint64_t flags = a->arg[3];
	user_addr_t addr = a->arg[0];
	size_t len = whole_pages(a->arg[1]), new_len = whole_pages(a->arg[2]);
	int rc;

	if (addr % PAGE_SIZE || !a->arg[2] || !len || !new_len ||
	    (flags & ~(uint64_t)(ABI_MREMAP_MAYMOVE | ABI_MREMAP_FIXED)) ||
	    flags == ABI_MREMAP_FIXED)
		return -EINVAL;
	if (flags & ABI_MREMAP_FIXED)
		return move_to(addr, len, a->arg[4], new_len);
	rc = vm_resize(process_current()->vm, addr, len, new_len, flags & ABI_MREMAP_MAYMOVE,
		       &addr);
	return rc == -EINVAL ? -EFAULT : rc ? rc : (long)addr;
}

long sys_mprotect(const struct syscall_args *a)
{
	size_t len = whole_pages(a->arg[1]);

	if (a->arg[2] & ~(uint64_t)PROT_KNOWN)
		return -EINVAL;
	if (!a->arg[1])
		return a->arg[0] % PAGE_SIZE ? -EINVAL : 0;
	return vm_protect(process_current()->vm, a->arg[0], len, a->arg[2]);
}

/* Most advice may be left. */
long sys_madvise(const struct syscall_args *a)
{
	struct vm *vm = process_current()->vm;
	size_t len = whole_pages(a->arg[1]);

	if (a->arg[0] % PAGE_SIZE || (a->arg[1] && !len))
		return -EINVAL;
	switch (a->arg[2]) {
	case ABI_MADV_NORMAL:
	case ABI_MADV_RANDOM:
	case ABI_MADV_SEQUENTIAL:
	case ABI_MADV_WILLNEED:
	case ABI_MADV_FREE:
	case ABI_MADV_DONTDUMP:
	case ABI_MADV_DODUMP:
		return !len || vm_is_mapped(vm, a->arg[0], len) ? 0 : -ENOMEM;
	case ABI_MADV_DONTNEED:
		return len ? vm_forget(vm, a->arg[0], len) : 0;
	default:
		return -EINVAL;
	}
}
