/* SPDX-License-Identifier: MIT
 *
 * vm.c: address spaces: their beginning and end.
 *
 * Locks: vm.lock per address space, never two at once; nothing but the allocator's is taken
 * under it.
 * asid_lock guards the ASIDs in use.
 */
#include "vm.h"
#include "pagetable.h"
#include "promise.h"
#include "vm_internal.h"

#include "kernel/mm/page.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

/* ASID 0 belongs to the empty tables that kernel threads run on. */
enum { ASID_COUNT = 256, ASID_WORDS = ASID_COUNT / 64 };

static DEFINE_SPINLOCK(asid_lock, no_preempt);
static uint64_t asids_used[ASID_WORDS] HF_GUARDED_BY(asid_lock) = { 1 };
/* Those that a TLB may still know something of, used or not. */
static uint64_t asids_known[ASID_WORDS] HF_GUARDED_BY(asid_lock) = { 1 };

/* Every program's page at VM_RETURN_CODE; constant after vm_init. */
static uint32_t *return_code;

int vm_init(void)
{
	static const uint32_t code[] = {
		0xd2801168,                     /* mov x8, #139: rt_sigreturn */
		0xd4000001,                     /* svc #0 */
	};

	return_code = page_alloc(0);
	if (!return_code)
		return -ENOMEM;
	memcpy(return_code, code, sizeof(code));
	pagetable_clean_code(return_code);
	pagetable_sync_code();
	return 0;
}

static bool take_clean_locked(uint16_t *out) HF_REQUIRES(asid_lock);
static bool take_clean_locked(uint16_t *out)
{
	for (unsigned i = 0; i < ASID_WORDS; i++) {
		uint64_t clean = ~(asids_used[i] | asids_known[i]);

		if (clean) {
			unsigned bit = __builtin_ctzll(clean);

			asids_used[i] |= 1ull << bit;
			asids_known[i] |= 1ull << bit;
			*out = i * 64 + bit;
			return true;
		}
	}
	return false;
}

/* When the clean ones run out, every TLB is emptied once for all that are free. */
static int asid_take(uint16_t *out)
{
	bool taken;

	spin_lock(&asid_lock);
	taken = take_clean_locked(out);
	if (!taken) {
		address_space_flush_all();
		for (unsigned i = 0; i < ASID_WORDS; i++)
			asids_known[i] = asids_used[i];
		taken = take_clean_locked(out);
	}
	spin_unlock(&asid_lock);
	return taken ? 0 : -ENOMEM;
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
	vm->hole_hint = VM_MMAP_BOTTOM;
	vm->space.ttbr0 = virt_to_phys(root) | (uint64_t)vm->asid << 48;
	vm->refs = 1;
	*out = vm;
	return 0;
}

int vm_map_return_code(struct vm *vm)
{
	uint64_t *entry;

	mutex_lock(&vm->lock);
	entry = pagetable_find(vm->root, VM_RETURN_CODE, true);
	if (entry) {
		page_share(return_code);
		*entry = pagetable_entry(return_code, VM_READ | VM_EXEC, PTE_FROM_FILE);
		vm->page_count++;
	}
	mutex_unlock(&vm->lock);
	return entry ? 0 : -ENOMEM;
}

struct vm *vm_get(struct vm *vm)
{
	__atomic_fetch_add(&vm->refs, 1, __ATOMIC_RELAXED);
	return vm;
}

void vm_leave_entry(uint64_t entry)
{
	if (pagetable_reserved(entry)) {
		if (pagetable_prot(entry))
			promise_take_back(1);
		return;
	}
	(void)page_unshare(pagetable_page(entry));
	if (entry & PTE_PROMISED)
		promise_take_back(1);
}

void vm_put(struct vm *vm)
{
	if (__atomic_fetch_sub(&vm->refs, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	/* No thread has the ASID: what TLBs know by it is not used before they are emptied. */
	mutex_lock(&vm->lock);
	pagetable_free(vm->root, vm_leave_entry);
	mutex_unlock(&vm->lock);
	asid_give_back(vm->asid);
	kfree(vm);
}

size_t vm_page_count(struct vm *vm)
{
	size_t count;

	mutex_lock(&vm->lock);
	count = vm->page_count;
	mutex_unlock(&vm->lock);
	return count;
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
