/* SPDX-License-Identifier: MIT
 *
 * vm_map.c: what is mapped where: mapping, unmapping, permissions, moving, the heap.
 *
 * Locks: vm.lock of one address space.
 */
#include "pagetable.h"
#include "promise.h"
#include "vm_internal.h"

#include "kernel/mm/page.h"

#include <kernel/errno.h>
#include <kernel/heap.h>

/* What one program can map. */
#define VM_PAGES_MAX 65536

static int check_range(user_addr_t addr, size_t len, unsigned prot)
{
	if (addr % PAGE_SIZE || len % PAGE_SIZE || !len || addr < VM_BOTTOM ||
	    addr >= VM_TOP || len > VM_TOP - addr)
		return -EINVAL;
	if ((prot & VM_WRITE) && (prot & VM_EXEC))
		return -EACCES;
	return 0;
}

/* Every CPU forgets what it knows of a range.  Page by page only where that is less work. */
static void flush_range_locked(struct vm *vm, user_addr_t addr, size_t len)
	HF_REQUIRES(vm->lock);
static void flush_range_locked(struct vm *vm, user_addr_t addr, size_t len)
{
	enum { PAGES_ONE_BY_ONE = 4 };

	if (len > PAGES_ONE_BY_ONE * PAGE_SIZE) {
		address_space_flush(&vm->space);
		return;
	}
	for (size_t at = 0; at < len; at += PAGE_SIZE)
		address_space_flush_page(&vm->space, addr + at);
}

/* Hides the pages first and gives them back when no CPU uses them any more. */
static void unmap_locked(struct vm *vm, user_addr_t addr, size_t len) HF_REQUIRES(vm->lock);
static void unmap_locked(struct vm *vm, user_addr_t addr, size_t len)
{
	const user_addr_t end = addr + len;
	bool hidden = false;
	uint64_t *entry;

	for (user_addr_t at = addr; (entry = pagetable_next(vm->root, &at, end)); at += PAGE_SIZE) {
		if (pagetable_present(*entry)) {
			*entry = pagetable_hidden_entry(*entry);
			hidden = true;
		}
	}
	if (hidden)
		flush_range_locked(vm, addr, len);
	for (user_addr_t at = addr; (entry = pagetable_next(vm->root, &at, end)); at += PAGE_SIZE) {
		vm_leave_entry(*entry);
		*entry = 0;
		vm->page_count--;
	}
	if (addr >= VM_MMAP_BOTTOM && addr < vm->hole_hint)
		vm->hole_hint = addr;
}

static int map_shared_page(uint64_t *entry, unsigned prot)
{
	void *page = page_alloc(0);

	if (!page)
		return -ENOMEM;
	*entry = pagetable_entry(page, prot, PTE_SHARED);
	return 0;
}

/* The promise for the page is made already. */
static int map_one_locked(struct vm *vm, user_addr_t addr, unsigned prot, enum vm_kind kind)
	HF_REQUIRES(vm->lock);
static int map_one_locked(struct vm *vm, user_addr_t addr, unsigned prot, enum vm_kind kind)
{
	uint64_t *entry = pagetable_find(vm->root, addr, true);
	int rc = 0;

	if (!entry)
		return -ENOMEM;
	if (*entry)
		return -EEXIST;
	if (kind == VM_SHARED_ZERO) {
		rc = map_shared_page(entry, prot);
		if (!rc)
			promise_take_back(1);
	} else {
		*entry = pagetable_reserved_entry(prot, kind == VM_FILE ? PTE_FROM_FILE : 0);
	}
	if (!rc)
		vm->page_count++;
	return rc;
}

static int map_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot,
		      enum vm_kind kind) HF_REQUIRES(vm->lock);
static int map_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot,
		      enum vm_kind kind)
{
	/* What nobody may touch needs no memory, unless others share it. */
	const size_t pages = len / PAGE_SIZE;
	const size_t needed = prot || kind == VM_SHARED_ZERO ? pages : 0;

	if (vm->page_count + pages > VM_PAGES_MAX || promise_make(needed))
		return -ENOMEM;
	for (size_t done = 0; done < len; done += PAGE_SIZE) {
		int rc = map_one_locked(vm, addr + done, prot, kind);

		if (rc) {
			unmap_locked(vm, addr, done);
			if (needed)
				promise_take_back((len - done) / PAGE_SIZE);
			return rc;
		}
	}
	pagetable_publish();
	return 0;
}

int vm_map(struct vm *vm, user_addr_t addr, size_t len, unsigned prot, enum vm_kind kind)
{
	int rc = check_range(addr, len, prot);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = map_locked(vm, addr, len, prot, kind);
	mutex_unlock(&vm->lock);
	return rc;
}

/* The first hole of `len` bytes at or after `from`, below the stack. */
static int find_hole_from_locked(struct vm *vm, user_addr_t from, size_t len, user_addr_t *out)
	HF_REQUIRES(vm->lock);
static int find_hole_from_locked(struct vm *vm, user_addr_t from, size_t len, user_addr_t *out)
{
	while (from < VM_MMAP_TOP && len <= VM_MMAP_TOP - from) {
		user_addr_t next = from;

		if (!pagetable_next(vm->root, &next, from + len)) {
			*out = from;
			return 0;
		}
		from = next + PAGE_SIZE;
	}
	return -ENOMEM;
}

static int find_hole_locked(struct vm *vm, size_t len, user_addr_t *out) HF_REQUIRES(vm->lock);
static int find_hole_locked(struct vm *vm, size_t len, user_addr_t *out)
{
	int rc = find_hole_from_locked(vm, vm->hole_hint, len, out);

	if (rc)
		rc = find_hole_from_locked(vm, VM_MMAP_BOTTOM, len, out);
	if (!rc)
		vm->hole_hint = *out + len;
	return rc;
}

int vm_map_anywhere(struct vm *vm, size_t len, unsigned prot, enum vm_kind kind,
		    user_addr_t *out)
{
	int rc = check_range(VM_MMAP_BOTTOM, len, prot);

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = find_hole_locked(vm, len, out);
	if (!rc)
		rc = map_locked(vm, *out, len, prot, kind);
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

static bool is_mapped_locked(struct vm *vm, user_addr_t addr, size_t len) HF_REQUIRES(vm->lock);
static bool is_mapped_locked(struct vm *vm, user_addr_t addr, size_t len)
{
	for (user_addr_t at = addr; at < addr + len; at += PAGE_SIZE) {
		user_addr_t next = at;

		if (!pagetable_next(vm->root, &next, at + PAGE_SIZE))
			return false;
	}
	return true;
}

bool vm_is_mapped(struct vm *vm, user_addr_t addr, size_t len)
{
	bool mapped = check_range(addr, len, 0) == 0;

	mutex_lock(&vm->lock);
	mapped = mapped && is_mapped_locked(vm, addr, len);
	mutex_unlock(&vm->lock);
	return mapped;
}

/* How many promises an entry needs with `prot`, at most. */
static size_t need_for(uint64_t entry, unsigned prot)
{
	if (pagetable_reserved(entry))
		return prot ? 1 : 0;
	if ((prot & VM_WRITE) && !(entry & PTE_SHARED) && page_is_shared(pagetable_page(entry)))
		return 1;
	return 0;
}

static size_t has_promise(uint64_t entry)
{
	return pagetable_reserved(entry) ? pagetable_prot(entry) != 0 :
					   (entry & PTE_PROMISED) != 0;
}

/* The entry with other permissions; `needed` is need_for of it. */
static uint64_t with_prot(uint64_t entry, unsigned prot, size_t needed)
{
	uint64_t bits = entry & (PTE_SHARED | PTE_FROM_FILE);
	void *page;

	if (pagetable_reserved(entry))
		return pagetable_reserved_entry(prot, bits);
	page = pagetable_page(entry);
	if (prot & VM_EXEC)
		pagetable_clean_code(page);
	/* One that had a copy coming to it keeps the mark: its page may be shared still. */
	if (needed)
		bits |= PTE_COPY | PTE_PROMISED;
	return pagetable_entry(page, prot, bits);
}

static int protect_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
	HF_REQUIRES(vm->lock);
static int protect_locked(struct vm *vm, user_addr_t addr, size_t len, unsigned prot)
{
	const user_addr_t end = addr + len;
	size_t most = len / PAGE_SIZE, used = 0;
	uint64_t *entry;

	if (!is_mapped_locked(vm, addr, len))
		return -ENOMEM;
	if (promise_make(most))
		return -ENOMEM;
	for (user_addr_t at = addr; at < end; at += PAGE_SIZE) {
		size_t needed;

		entry = pagetable_find(vm->root, at, false);
		needed = need_for(*entry, prot);
		used += needed;
		most += has_promise(*entry);
		*entry = with_prot(*entry, prot, needed);
	}
	promise_take_back(most - used);
	if (prot & VM_EXEC)
		pagetable_sync_code();
	flush_range_locked(vm, addr, len);
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

int vm_forget(struct vm *vm, user_addr_t addr, size_t len)
{
	const user_addr_t end = addr + len;
	int rc = check_range(addr, len, 0);
	uint64_t *entry;

	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	if (!is_mapped_locked(vm, addr, len))
		rc = -ENOMEM;
	for (user_addr_t at = addr; at < end && !rc; at += PAGE_SIZE) {
		uint64_t before;

		entry = pagetable_find(vm->root, at, false);
		before = *entry;
		if (!pagetable_present(before) || (before & (PTE_SHARED | PTE_FROM_FILE)))
			continue;
		if (pagetable_prot(before) && promise_make(1)) {
			rc = -EAGAIN;
			break;
		}
		*entry = pagetable_reserved_entry(pagetable_prot(before), 0);
		address_space_flush_page(&vm->space, at);
		vm_leave_entry(before);
	}
	mutex_unlock(&vm->lock);
	return rc;
}

/* Everything between is there and nothing at the destination: entries change places. */
static int move_locked(struct vm *vm, user_addr_t from, user_addr_t to, size_t len)
	HF_REQUIRES(vm->lock);
static int move_locked(struct vm *vm, user_addr_t from, user_addr_t to, size_t len)
{
	for (size_t at = 0; at < len; at += PAGE_SIZE) {
		uint64_t *entry = pagetable_find(vm->root, to + at, true);

		if (!entry)
			return -ENOMEM;
		if (*entry)
			return -EEXIST;
	}
	for (size_t at = 0; at < len; at += PAGE_SIZE) {
		uint64_t *entry = pagetable_find(vm->root, from + at, false);

		*pagetable_find(vm->root, to + at, false) = *entry;
		*entry = 0;
	}
	flush_range_locked(vm, from, len);
	return 0;
}

int vm_move(struct vm *vm, user_addr_t from, user_addr_t to, size_t len)
{
	int rc = check_range(from, len, 0);

	if (!rc)
		rc = check_range(to, len, 0);
	if (rc)
		return rc;
	mutex_lock(&vm->lock);
	rc = is_mapped_locked(vm, from, len) ? move_locked(vm, from, to, len) : -EFAULT;
	mutex_unlock(&vm->lock);
	return rc;
}

/* Longer: where it is, if there is room, or somewhere else. */
static int grow_locked(struct vm *vm, user_addr_t addr, size_t len, size_t new_len, bool may_move,
		       user_addr_t *out) HF_REQUIRES(vm->lock);
static int grow_locked(struct vm *vm, user_addr_t addr, size_t len, size_t new_len, bool may_move,
		       user_addr_t *out)
{
	const unsigned prot = pagetable_prot(*pagetable_find(vm->root, addr, false));
	int rc = -ENOMEM;

	*out = addr;
	if (check_range(addr, new_len, 0) == 0)
		rc = map_locked(vm, addr + len, new_len - len, prot, VM_ZERO);
	if (!rc || !may_move)
		return rc ? -ENOMEM : 0;
	rc = find_hole_locked(vm, new_len, out);
	if (!rc)
		rc = map_locked(vm, *out + len, new_len - len, prot, VM_ZERO);
	if (rc)
		return rc;
	rc = move_locked(vm, addr, *out, len);
	if (rc)
		unmap_locked(vm, *out + len, new_len - len);
	return rc;
}

int vm_resize(struct vm *vm, user_addr_t addr, size_t len, size_t new_len, bool may_move,
	      user_addr_t *out)
{
	int rc = check_range(addr, len, 0);

	if (rc)
		return rc;
	if (new_len > VM_MMAP_TOP - VM_MMAP_BOTTOM)
		return -ENOMEM;
	mutex_lock(&vm->lock);
	*out = addr;
	if (!is_mapped_locked(vm, addr, len))
		rc = -EFAULT;
	else if (new_len < len)
		unmap_locked(vm, addr + new_len, len - new_len);
	else if (new_len > len)
		rc = grow_locked(vm, addr, len, new_len, may_move, out);
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
		 map_locked(vm, old_top, new_top - old_top, VM_READ | VM_WRITE, VM_ZERO))
		end = vm->brk_end;
	vm->brk_end = end;
	mutex_unlock(&vm->lock);
	return end;
}
