/* SPDX-License-Identifier: MIT
 *
 * vm_fault.c: pages at the moment that they are needed: zeroes for memory that was never
 * touched, a copy where a page has other owners.
 *
 * Locks: vm.lock, under which an entry changes: a thread that meets an entry on its way from
 * one page to another waits here for it, and then finds that it may try again.
 */
#include "pagetable.h"
#include "promise.h"
#include "vm_internal.h"

#include "kernel/mm/page.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

static int touch_first(uint64_t *entry)
{
	unsigned prot = pagetable_prot(*entry);
	void *page = page_alloc(0);

	if (!page)
		return -ENOMEM;
	if (prot & VM_EXEC) {
		pagetable_clean_code(page);
		pagetable_sync_code();
	}
	*entry = pagetable_entry(page, prot, *entry & PTE_FROM_FILE);
	pagetable_publish();
	promise_take_back(1);
	return 0;
}

/* A page of its own for a write. */
static int own(struct vm *vm, user_addr_t addr, uint64_t *entry) HF_REQUIRES(vm->lock);
static int own(struct vm *vm, user_addr_t addr, uint64_t *entry)
{
	const uint64_t before = *entry;
	const unsigned prot = pagetable_prot(before);
	void *page = pagetable_page(before), *copy = NULL;

	if (page_is_shared(page)) {
		copy = page_take(0);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, page, PAGE_SIZE);
	}
	/* Another page takes the place only after every CPU has forgotten the one before. */
	*entry = pagetable_hidden_entry(before);
	address_space_flush_page(&vm->space, addr);
	*entry = pagetable_entry(copy ? copy : page, prot, before & PTE_FROM_FILE);
	pagetable_publish();
	if (copy)
		(void)page_unshare(page);
	if (before & PTE_PROMISED)
		promise_take_back(1);
	return 0;
}

uint64_t *vm_reach_locked(struct vm *vm, user_addr_t addr, unsigned need, int *rc)
{
	uint64_t *entry;

	*rc = -EFAULT;
	if (addr >= VM_TOP)
		return NULL;
	entry = pagetable_find(vm->root, addr, false);
	if (!entry || !*entry || (pagetable_prot(*entry) & need) != need)
		return NULL;
	*rc = 0;
	if (pagetable_reserved(*entry))
		*rc = touch_first(entry);
	else if ((need & VM_WRITE) && (*entry & PTE_COPY))
		*rc = own(vm, addr & ~(PAGE_SIZE - 1), entry);
	return *rc ? NULL : entry;
}

int vm_resolve(struct vm *vm, user_addr_t addr, unsigned need)
{
	int rc;

	mutex_lock(&vm->lock);
	(void)vm_reach_locked(vm, addr, need, &rc);
	mutex_unlock(&vm->lock);
	return rc;
}
