/* SPDX-License-Identifier: MIT
 *
 * vm.h: address spaces of programs.
 *
 * An address space is a tree of translation tables for the lower half of the address
 * range (TTBR0_EL1), with pages of 4 KiB.  Memory that was never touched has no page yet, and
 * after a fork both sides share pages until one writes: whoever touches such a page, the
 * program (vm_resolve) or a copy for it, gets it made on the spot.  There is no I/O in
 * that, and the memory for it is kept back (promise.h).  No page is writable and executable.
 *
 * vm.lock is a mutex and is held while tables are walked and while pages are copied; all of
 * these calls may therefore sleep.
 */
#ifndef KERNEL_PROC_VM_H
#define KERNEL_PROC_VM_H

#include <kernel/base.h>
#include <kernel/mutex.h>
#include "kernel/sched/address_space.h"

/* An address in a program.  Never dereferenced. */
typedef uint64_t user_addr_t;

enum {
	VM_LEVELS = 4,                          /* tables of 512 entries; TCR_EL1.T0SZ = 16 */
	VM_BITS = 12 + 9 * VM_LEVELS,
};
#define VM_TOP (1ull << VM_BITS)                /* first address past the range */
#define VM_BOTTOM 0x10000ull                    /* below: always a fault, for NULL pointers */
#define VM_STACK_TOP (VM_TOP - 0x10000)
#define VM_STACK_BYTES 0x80000ull
#define VM_RETURN_CODE VM_STACK_TOP             /* a page with the way out of signal handlers */
#define VM_MMAP_BOTTOM (VM_TOP / 2)             /* where mmap looks for room */
#define VM_MMAP_TOP (VM_STACK_TOP - VM_STACK_BYTES - 0x100000)

/* What a program may do with a page; the values of PROT_.... */
enum { VM_READ = 1, VM_WRITE = 2, VM_EXEC = 4 };

/* What memory is mapped. */
enum vm_kind {
	VM_ZERO,                                /* zeroes, the program's own */
	VM_SHARED_ZERO,                         /* zeroes, shared with children */
	VM_FILE,                                /* own, and somebody fills it at once */
};

struct vm {
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	uint64_t *root HF_GUARDED_BY(lock);
	size_t page_count HF_GUARDED_BY(lock);  /* mapped: with pages or without */
	user_addr_t brk_start HF_GUARDED_BY(lock);
	user_addr_t brk_end HF_GUARDED_BY(lock);
	user_addr_t arguments HF_GUARDED_BY(lock); /* where the strings of argv are */
	size_t arguments_len HF_GUARDED_BY(lock);
	user_addr_t hole_hint HF_GUARDED_BY(lock); /* where mmap looks first */
	struct address_space space;             /* root and ASID, for the CPUs */
	uint32_t refs;                          /* atomic */
	uint16_t asid;                          /* constant */
};

/* Once, before the first address space. 0, -ENOMEM. */
int vm_init(void);

/* An empty address space with one reference.  0, -ENOMEM. */
int vm_create(struct vm **out) HF_MAY_BLOCK;
struct vm *vm_get(struct vm *vm);
/* Maps the page at VM_RETURN_CODE, where handlers that name no other way out return to. */
int vm_map_return_code(struct vm *vm) HF_MAY_BLOCK;
/* The last reference frees everything: no CPU may run on it any more. */
void vm_put(struct vm *vm) HF_MAY_BLOCK;

/* A copy, for a child process: pages are shared until one of the two writes. */
int vm_copy(struct vm *from, struct vm **out) HF_MAY_BLOCK;

/* The program could not do `need` (VM_...) at addr: makes it possible.  0: it may try again.
 * -EFAULT: it may not do that.  -ENOMEM. */
int vm_resolve(struct vm *vm, user_addr_t addr, unsigned need) HF_MAY_BLOCK;

/* Addresses and lengths must be whole pages inside the range: else -EINVAL.
 * Writable and executable at once: -EACCES. */

/* Maps memory.  -EEXIST where something is mapped, -ENOMEM. */
int vm_map(struct vm *vm, user_addr_t addr, size_t len, unsigned prot, enum vm_kind kind)
	HF_MAY_BLOCK;
/* The same at an address of vm's choice. */
int vm_map_anywhere(struct vm *vm, size_t len, unsigned prot, enum vm_kind kind,
		    user_addr_t *out) HF_MAY_BLOCK;
/* Unmaps what is mapped there. */
int vm_unmap(struct vm *vm, user_addr_t addr, size_t len) HF_MAY_BLOCK;
/* Changes what may be done.  -ENOMEM, with nothing changed, where nothing is mapped. */
int vm_protect(struct vm *vm, user_addr_t addr, size_t len, unsigned prot) HF_MAY_BLOCK;
/* Gives the pages of the program's own memory back: zeroes again.  -ENOMEM: as above; -EAGAIN:
 * from some page on there is no promise for another one. */
int vm_forget(struct vm *vm, user_addr_t addr, size_t len) HF_MAY_BLOCK;
/* Is all of it mapped? */
bool vm_is_mapped(struct vm *vm, user_addr_t addr, size_t len) HF_MAY_BLOCK;
/* Makes the memory at `addr` `new_len` long: where it is or, with `may_move`, elsewhere;
 * *out is where.  -EFAULT: not all of it is mapped; -ENOMEM. */
int vm_resize(struct vm *vm, user_addr_t addr, size_t len, size_t new_len, bool may_move,
	      user_addr_t *out) HF_MAY_BLOCK;
/* Moves memory to where nothing is mapped.  -EFAULT, -EEXIST, -ENOMEM. */
int vm_move(struct vm *vm, user_addr_t from, user_addr_t to, size_t len) HF_MAY_BLOCK;
/* How many pages are mapped, with memory or without. */
size_t vm_page_count(struct vm *vm) HF_MAY_BLOCK;

/* The heap of brk(2): starts empty at `start`. */
void vm_set_brk_start(struct vm *vm, user_addr_t start) HF_MAY_BLOCK;
/* Remembers where the arguments of the program are, one string behind another. */
void vm_set_arguments(struct vm *vm, user_addr_t start, size_t len) HF_MAY_BLOCK;
/* Copies them out as far as there is room: how much. */
ssize_t vm_copy_arguments(struct vm *vm, char *buf, size_t cap) HF_MAY_BLOCK;
/* Moves the end of the heap and returns it; returns the old end where it can't. */
user_addr_t vm_set_brk(struct vm *vm, user_addr_t end) HF_MAY_BLOCK;

/* Copies to and from the program's memory, as the program itself might: a page that
 * is missing, or that it can't write or read, gives -EFAULT.  Before that, a part may
 * have been copied. */
int vm_copy_out(struct vm *vm, user_addr_t to, const void *from, size_t len)
	HF_MAY_BLOCK HF_EFFECT(user_copy);
int vm_copy_in(struct vm *vm, void *to, user_addr_t from, size_t len)
	HF_MAY_BLOCK HF_EFFECT(user_copy);
/* Copies a string with its terminating zero.  Its length, -EFAULT, or -ENAMETOOLONG when
 * it does not fit in `cap` bytes. */
ssize_t vm_copy_in_string(struct vm *vm, char *to, user_addr_t from, size_t cap)
	HF_MAY_BLOCK HF_EFFECT(user_copy);

/* Where the word at `addr` is for all who share it; 0: it is the program's own.  -EFAULT. */
int vm_shared_at(struct vm *vm, user_addr_t addr, uint64_t *out) HF_MAY_BLOCK;
/* Makes the word at `addr` `value` if it is *expected, at once for every thread; *expected is
 * what it was.  0, -EFAULT. */
int vm_exchange(struct vm *vm, user_addr_t addr, uint32_t *expected, uint32_t value)
	HF_MAY_BLOCK HF_EFFECT(user_copy);

#endif
