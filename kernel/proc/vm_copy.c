/* SPDX-License-Identifier: MIT
 *
 * vm_copy.c: copies to and from the memory of an address space, and of a whole one.
 *
 * No address of a program is dereferenced: each page is looked up in the tables, made if it
 * is not there yet, and reached through the kernel's own map, so a bad address can't raise a
 * fault.
 *
 * Locks: vm.lock of one address space at a time.
 */
#include "pagetable.h"
#include "promise.h"
#include "vm_internal.h"

#include "kernel/mm/page.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

/* The kernel's address of the program's byte at `addr`, if the program may do
 * `need` there, and how many bytes are left on its page. */
static void *reach_locked(struct vm *vm, user_addr_t addr, unsigned need, size_t *left)
	HF_REQUIRES(vm->lock);
static void *reach_locked(struct vm *vm, user_addr_t addr, unsigned need, size_t *left)
{
	int rc;
	uint64_t *entry = vm_reach_locked(vm, addr, need, &rc);

	if (!entry)
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

int vm_shared_at(struct vm *vm, user_addr_t addr, uint64_t *out)
{
	uint64_t *entry;
	int rc;

	mutex_lock(&vm->lock);
	entry = vm_reach_locked(vm, addr, VM_READ, &rc);
	if (entry)
		*out = *entry & PTE_SHARED ?
		       virt_to_phys(pagetable_page(*entry)) + addr % PAGE_SIZE : 0;
	mutex_unlock(&vm->lock);
	return entry ? 0 : -EFAULT;
}

int vm_exchange(struct vm *vm, user_addr_t addr, uint32_t *expected, uint32_t value)
{
	size_t left;
	uint32_t *at;

	mutex_lock(&vm->lock);
	at = addr % sizeof(*at) ? NULL : reach_locked(vm, addr, VM_WRITE, &left);
	if (at)
		(void)__atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST,
						  __ATOMIC_SEQ_CST);
	mutex_unlock(&vm->lock);
	return at ? 0 : -EFAULT;
}

/* ---- a whole address space ---- */

/* Some of a parent's entries, on their way to its child: the locks of two address spaces are
 * never held together, so they need no order. */
struct batch {
	unsigned count;
	struct {
		user_addr_t addr;
		uint64_t entry;
	} items[(PAGE_SIZE - sizeof(uint64_t)) / 16];
};
_Static_assert(sizeof(struct batch) <= PAGE_SIZE, "one page");

/* The child's entry for a parent's, whose page then has one more owner.  False: there is no
 * memory for what the child may make of it.  *changed: the parent may do less than before. */
static bool share_entry(uint64_t *entry, uint64_t *child, bool *changed)
{
	const uint64_t before = *entry;
	const unsigned prot = pagetable_prot(*entry);
	void *page;

	*child = *entry;
	if (pagetable_reserved(*entry))
		return !prot || promise_make(1) == 0;
	page = pagetable_page(*entry);
	if (!(*entry & PTE_SHARED)) {
		const uint64_t from_file = *entry & PTE_FROM_FILE;
		const uint64_t promised = *entry & PTE_PROMISED;

		if ((prot & VM_WRITE) && promise_make(1))
			return false;
		*child = pagetable_entry(page, prot, from_file | (prot & VM_WRITE ?
					 PTE_COPY | PTE_PROMISED : 0));
		*entry = pagetable_entry(page, prot, from_file | promised |
					 (prot & VM_WRITE ? PTE_COPY : 0));
	}
	page_share(page);
	*changed |= *entry != before;
	return true;
}

/* Takes the next entries from *addr on.  0, or -ENOMEM; the batch holds what it has got. */
static int fill_batch(struct vm *from, user_addr_t *addr, struct batch *b)
{
	bool changed = false;
	uint64_t *entry;
	int rc = 0;

	b->count = 0;
	mutex_lock(&from->lock);
	while (b->count < ARRAY_LEN(b->items) &&
	       (entry = pagetable_next(from->root, addr, VM_TOP))) {
		if (!share_entry(entry, &b->items[b->count].entry, &changed)) {
			rc = -ENOMEM;
			break;
		}
		b->items[b->count++].addr = *addr;
		*addr += PAGE_SIZE;
	}
	/* From here on the parent, too, gets a copy for a write. */
	if (changed)
		address_space_flush(&from->space);
	mutex_unlock(&from->lock);
	return rc;
}

/* Gives the child its entries.  What it has no tables for goes back. */
static int empty_batch(struct vm *to, const struct batch *b)
{
	int rc = 0;

	mutex_lock(&to->lock);
	for (unsigned i = 0; i < b->count; i++) {
		uint64_t *entry = rc ? NULL :
				  pagetable_find(to->root, b->items[i].addr, true);

		if (entry) {
			*entry = b->items[i].entry;
			to->page_count++;
		} else {
			rc = -ENOMEM;
			vm_leave_entry(b->items[i].entry);
		}
	}
	pagetable_publish();
	mutex_unlock(&to->lock);
	return rc;
}

static void copy_bounds(struct vm *from, struct vm *to)
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
	struct batch *batch = page_alloc(0);
	user_addr_t addr = 0;
	struct vm *to;
	int rc;

	if (!batch)
		return -ENOMEM;
	rc = vm_create(&to);
	if (!rc) {
		copy_bounds(from, to);
		do {
			int full = fill_batch(from, &addr, batch);

			rc = empty_batch(to, batch);
			if (!rc)
				rc = full;
		} while (!rc && batch->count);
		if (rc)
			vm_put(to);
		else
			*out = to;
	}
	page_free(batch, 0);
	return rc;
}
