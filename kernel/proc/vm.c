/* SPDX-License-Identifier: MIT
 *
 * vm.c: address spaces: what is mapped where.
 *
 * A number of pages is kept back from programs (VM_RESERVE_PAGES) and each has a limit
 * (VM_PAGES_MAX): a program that takes all it can get fails by itself, and
 * not the kernel.
 *
 * Locks: vm.lock per address space, never two at once; nothing but the allocator's is taken
 * under it.
 * asid_lock guards the ASIDs in use.
 */
#include "vm.h"
#include "pagetable.h"

#include <kernel/errno.h>
#include <kernel/heap.h>

#define VM_PAGES_MAX 16384
#define VM_RESERVE_PAGES 1024

/* ASID 0 belongs to the empty tables that kernel threads run on. */
enum { ASID_COUNT = 256 };

static DEFINE_SPINLOCK(asid_lock, no_preempt);
static uint64_t asids_used[ASID_COUNT / 64] HF_GUARDED_BY(asid_lock) = { 1 };

static int asid_take(uint16_t *out)
{
	int rc = -ENOMEM;

	spin_lock(&asid_lock);
	for (unsigned i = 0; i < ASID_COUNT / 64; i++) {
		if (~asids_used[i]) {
			unsigned bit = __builtin_ctzll(~asids_used[i]);

			asids_used[i] |= 1ull << bit;
			*out = i * 64 + bit;
			rc = 0;
			break;
		}
	}
	spin_unlock(&asid_lock);
	return rc;
}

static void asid_give_back(uint16_t asid)
{
	spin_lock(&asid_lock);
	asids_used[asid / 64] &= ~(1ull << asid % 64);
	spin_unlock(&asid_lock);
}

int vm_create(struct vm **out)
{
	struct vm *vm = kzalloc(sizeof(*vm));
	uint64_t *root;
	int rc;

	if (!vm)
		return -ENOMEM;
	root = page_alloc(0);
	if (!root) {
		kfree(vm);
		return -ENOMEM;
	}
	rc = asid_take(&vm->asid);
	if (rc) {
		page_free(root, 0);
		kfree(vm);
		return rc;
	}
	mutex_init(vm, lock, vm);
	vm->root = root;
	vm->ttbr0 = virt_to_phys(root) | (uint64_t)vm->asid << 48;
	vm->refs = 1;
	*out = vm;
	return 0;
}

struct vm *vm_get(struct vm *vm)
{
	__atomic_fetch_add(&vm->refs, 1, __ATOMIC_RELAXED);
	return vm;
}

void vm_put(struct vm *vm)
{
	if (__atomic_fetch_sub(&vm->refs, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	/* Before the pages go elsewhere, and before the ASID does. */
	pagetable_flush_all(vm->asid);
	mutex_lock(&vm->lock);
	pagetable_free(vm->root);
	mutex_unlock(&vm->lock);
	asid_give_back(vm->asid);
	kfree(vm);
}

static int check_range(user_addr_t addr, size_t len, unsigned prot)
{
	if (addr % PAGE_SIZE || len % PAGE_SIZE || !len || addr < VM_BOTTOM ||
	    addr >= VM_TOP || len > VM_TOP - addr)
		return -EINVAL;
	if ((prot & VM_WRITE) && (prot & VM_EXEC))
		return -EACCES;
	return 0;
}

static void unmap_locked(struct vm *vm, user_addr_t addr, size_t len) HF_REQUIRES(vm->lock);
static int map_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
	HF_REQUIRES(vm->lock);

static void unmap_locked(struct vm *vm, user_addr_t addr, size_t len)
{
	user_addr_t end = addr + len;

	while (addr < end) {
		uint64_t span = PAGE_SIZE;
		uint64_t *entry = pagetable_find(vm->root, addr, false, &span);

		if (entry && pagetable_present(*entry)) {
			void *page = pagetable_page(*entry);

			*entry = 0;
			pagetable_flush_page(vm->asid, addr);
			page_free(page, 0);
			vm->page_count--;
		}
		addr = (addr & ~(span - 1)) + span;
	}
}

static int map_one_locked(struct vm *vm, user_addr_t addr, unsigned prot)
	HF_REQUIRES(vm->lock);

static int map_one_locked(struct vm *vm, user_addr_t addr, unsigned prot)
{
	uint64_t *entry;
	void *page;

	if (vm->page_count >= VM_PAGES_MAX || page_count_free() < VM_RESERVE_PAGES)
		return -ENOMEM;
	entry = pagetable_find(vm->root, addr, true, NULL);
	if (!entry)
		return -ENOMEM;
	if (pagetable_present(*entry))
		return -EEXIST;
	page = page_alloc(0);
	if (!page)
		return -ENOMEM;
	if (prot & VM_EXEC)
		pagetable_sync_code(page);
	*entry = pagetable_entry(page, prot);
	vm->page_count++;
	return 0;
}

static int map_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
{
	for (size_t done = 0; done < len; done += PAGE_SIZE) {
		int rc = map_one_locked(vm, addr + done, prot);

		if (rc) {
			unmap_locked(vm, addr, done);
			return rc;
		}
	}
	pagetable_publish();
	return 0;
}

int vm_map(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
{
	int rc = check_range(addr, len, prot);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = map_locked(vm, addr, len, prot);
	mutex_unlock(&vm->lock);
	return rc;
}

/* The first hole of `len` bytes between the bounds for mmap. */
static int find_hole_locked(struct vm *vm, size_t len, user_addr_t *out) HF_REQUIRES(vm->lock);
static int find_hole_locked(struct vm *vm, size_t len, user_addr_t *out)
{
	user_addr_t start = VM_MMAP_BOTTOM;
	user_addr_t addr = start;

	while (addr - start < len) {
		uint64_t span = PAGE_SIZE;
		uint64_t *entry;

		if (addr >= VM_MMAP_TOP)
			return -ENOMEM;
		entry = pagetable_find(vm->root, addr, false, &span);
		addr = (addr & ~(span - 1)) + span;
		if (entry && pagetable_present(*entry))
			start = addr;
	}
	if (len > VM_MMAP_TOP - start)
		return -ENOMEM;
	*out = start;
	return 0;
}

int vm_map_anywhere(struct vm *vm, size_t len, unsigned prot, user_addr_t *out)
{
	int rc = check_range(VM_MMAP_BOTTOM, len, prot);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = find_hole_locked(vm, len, out);
	if (!rc)
		rc = map_locked(vm, *out, len, prot);
	mutex_unlock(&vm->lock);
	return rc;
}

int vm_unmap(struct vm *vm, user_addr_t addr, size_t len)
{
	int rc = check_range(addr, len, 0);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	unmap_locked(vm, addr, len);
	mutex_unlock(&vm->lock);
	return 0;
}

static int protect_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
	HF_REQUIRES(vm->lock);
static int protect_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
{
	for (size_t at = 0; at < len; at += PAGE_SIZE) {
		uint64_t *entry = pagetable_find(vm->root, addr + at, false, NULL);

		if (!entry || !pagetable_present(*entry))
			return -ENOMEM;
	}
	for (size_t at = 0; at < len; at += PAGE_SIZE) {
		uint64_t *entry = pagetable_find(vm->root, addr + at, false, NULL);
		void *page = pagetable_page(*entry);

		if (prot & VM_EXEC)
			pagetable_sync_code(page);
		*entry = pagetable_entry(page, prot);
		pagetable_flush_page(vm->asid, addr + at);
	}
	return 0;
}

int vm_protect(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
{
	int rc = check_range(addr, len, prot);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = protect_locked(vm, addr, len, prot);
	mutex_unlock(&vm->lock);
	return rc;
}

void vm_set_brk_start(struct vm *vm, user_addr_t start)
{
	mutex_lock(&vm->lock);
	vm->brk_start = start;
	vm->brk_end = start;
	mutex_unlock(&vm->lock);
}

void vm_set_arguments(struct vm *vm, user_addr_t start, size_t len)
{
	mutex_lock(&vm->lock);
	vm->arguments = start;
	vm->arguments_len = len;
	mutex_unlock(&vm->lock);
}

ssize_t vm_copy_arguments(struct vm *vm, char *buf, size_t cap)
{
	user_addr_t start;
	size_t len;
	int rc;

	mutex_lock(&vm->lock);
	start = vm->arguments;
	len = vm->arguments_len < cap ? vm->arguments_len : cap;
	mutex_unlock(&vm->lock);
	rc = len ? vm_copy_in(vm, buf, start, len) : 0;
	return rc ? rc : (ssize_t)len;
}

user_addr_t vm_set_brk(struct vm *vm, user_addr_t end)
{
	user_addr_t old_top, new_top;

	mutex_lock(&vm->lock);
	old_top = ROUND_UP(vm->brk_end, PAGE_SIZE);
	new_top = ROUND_UP(end, PAGE_SIZE);
	if (end < vm->brk_start || end > VM_MMAP_BOTTOM)
		end = vm->brk_end;
	else if (new_top < old_top)
		unmap_locked(vm, new_top, old_top - new_top);
	else if (new_top > old_top &&
		 map_locked(vm, old_top, new_top - old_top, VM_READ | VM_WRITE))
		end = vm->brk_end;
	vm->brk_end = end;
	mutex_unlock(&vm->lock);
	return end;
}
