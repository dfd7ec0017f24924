/* SPDX-License-Identifier: MIT
 *
 * vm_copy.c: copies to and from the memory of an address space, and of a whole one.
 *
 * No address of a program is dereferenced: each page is looked up in the tables and
 * reached through the kernel's own map, so a bad address can't raise a fault.
 *
 * Locks: vm.lock of one address space at a time.
 */
#include "vm.h"
#include "pagetable.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

/* The kernel's address of the program's byte at `addr`, if the program may do
 * `need` there, and how many bytes are left on its page. */
static void *reach_locked(struct vm *vm, user_addr_t addr, unsigned need, size_t *left)
	HF_REQUIRES(vm->lock);
static void *reach_locked(struct vm *vm, user_addr_t addr, unsigned need, size_t *left)
{
	uint64_t *entry;

	if (addr >= VM_TOP)
		return NULL;
	entry = pagetable_find(vm->root, addr, false, NULL);
	if (!entry || !pagetable_present(*entry) || (pagetable_prot(*entry) & need) != need)
		return NULL;
	*left = PAGE_SIZE - addr % PAGE_SIZE;
	return (char *)pagetable_page(*entry) + addr % PAGE_SIZE;
}

int vm_copy_out(struct vm *vm, user_addr_t to, const void *from, size_t len)
{
	int rc = 0;

	mutex_lock(&vm->lock);
	while (len) {
		size_t step;
		void *at = reach_locked(vm, to, VM_WRITE, &step);

		if (!at) {
			rc = -EFAULT;
			break;
		}
		if (step > len)
			step = len;
		memcpy(at, from, step);
		from = (const char *)from + step;
		to += step;
		len -= step;
	}
	mutex_unlock(&vm->lock);
	return rc;
}

int vm_copy_in(struct vm *vm, void *to, user_addr_t from, size_t len)
{
	int rc = 0;

	mutex_lock(&vm->lock);
	while (len) {
		size_t step;
		const void *at = reach_locked(vm, from, VM_READ, &step);

		if (!at) {
			rc = -EFAULT;
			break;
		}
		if (step > len)
			step = len;
		memcpy(to, at, step);
		to = (char *)to + step;
		from += step;
		len -= step;
	}
	mutex_unlock(&vm->lock);
	return rc;
}

ssize_t vm_copy_in_string(struct vm *vm, char *to, user_addr_t from, size_t cap)
{
	size_t done = 0;
	ssize_t rc = -ENAMETOOLONG;

	mutex_lock(&vm->lock);
	while (done < cap) {
		size_t step, len;
		const char *at = reach_locked(vm, from + done, VM_READ, &step);

		if (!at) {
			rc = -EFAULT;
			break;
		}
		if (step > cap - done)
			step = cap - done;
		len = strnlen(at, step);
		memcpy(to + done, at, len);
		done += len;
		if (len < step) {
			to[done] = '\0';
			rc = done;
			break;
		}
	}
	mutex_unlock(&vm->lock);
	return rc;
}

/* Copies the first page at or after *addr to `data`.  False: no more. */
static bool read_next_page(struct vm *vm, user_addr_t *addr, void *data, unsigned *prot)
{
	uint64_t *entry;

	mutex_lock(&vm->lock);
	entry = pagetable_next(vm->root, addr);
	if (entry) {
		memcpy(data, pagetable_page(*entry), PAGE_SIZE);
		*prot = pagetable_prot(*entry);
	}
	mutex_unlock(&vm->lock);
	return entry;
}

/* By way of a page of its own: the locks of two address spaces are never held together, so
 * they need no order. */
static int copy_pages(struct vm *from, struct vm *to, void *data)
{
	unsigned prot;

	for (user_addr_t addr = 0; read_next_page(from, &addr, data, &prot); addr += PAGE_SIZE) {
		int rc = vm_map(to, addr, PAGE_SIZE, VM_READ | VM_WRITE);

		if (!rc)
			rc = vm_copy_out(to, addr, data, PAGE_SIZE);
		if (!rc)
			rc = vm_protect(to, addr, PAGE_SIZE, prot);
		if (rc)
			return rc;
	}
	return 0;
}

static void copy_marks(struct vm *from, struct vm *to)
{
	user_addr_t start, end, arguments;
	size_t arguments_len;

	mutex_lock(&from->lock);
	start = from->brk_start;
	end = from->brk_end;
	arguments = from->arguments;
	arguments_len = from->arguments_len;
	mutex_unlock(&from->lock);
	mutex_lock(&to->lock);
	to->brk_start = start;
	to->brk_end = end;
	to->arguments = arguments;
	to->arguments_len = arguments_len;
	mutex_unlock(&to->lock);
}

int vm_copy(struct vm *from, struct vm **out)
{
	void *data = page_alloc(0);
	struct vm *to;
	int rc;

	if (!data)
		return -ENOMEM;
	rc = vm_create(&to);
	if (!rc) {
		copy_marks(from, to);
		rc = copy_pages(from, to, data);
		if (rc)
			vm_put(to);
		else
			*out = to;
	}
	page_free(data, 0);
	return rc;
}
