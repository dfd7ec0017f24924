/* SPDX-License-Identifier: MIT
 *
 * sys_memory.c: system calls on memory.  Only anonymous private memory can be mapped.
 */
#include "process.h"
#include "syscall.h"

#include <kernel/errno.h>

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

long sys_mmap(const struct syscall_args *a)
{
	struct vm *vm = process_current()->vm;
	user_addr_t addr = a->arg[0];
	size_t len = whole_pages(a->arg[1]);
	uint64_t prot = a->arg[2], flags = a->arg[3];
	int rc;

	if (!len || (prot & ~(uint64_t)PROT_KNOWN))
		return -EINVAL;
	if (!(flags & ABI_MAP_ANONYMOUS))
		return -ENODEV;
	if (!(flags & ABI_MAP_PRIVATE) || (flags & ABI_MAP_SHARED))
		return -EINVAL;
	if (!(flags & ABI_MAP_FIXED)) {
		rc = vm_map_anywhere(vm, len, prot, &addr);
		return rc ? (rc == -EINVAL ? -ENOMEM : rc) : (long)addr;
	}
	rc = vm_unmap(vm, addr, len);
	if (!rc)
		rc = vm_map(vm, addr, len, prot);
	return rc ? rc : (long)addr;
}

long sys_munmap(const struct syscall_args *a)
{
	return vm_unmap(process_current()->vm, a->arg[0], whole_pages(a->arg[1]));
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

/* Advice may be left: pages stay what they are.  MADV_DONTNEED and the like promise
 * zeroes, so they are refused. */
long sys_madvise(const struct syscall_args *a)
{
	(void)a;
	return -EINVAL;
}
