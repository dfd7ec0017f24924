/* SPDX-License-Identifier: MIT
 *
 * vm_internal.h: what the files of vm.h share.
 */
#ifndef KERNEL_PROC_VM_INTERNAL_H
#define KERNEL_PROC_VM_INTERNAL_H

#include "vm.h"

/* The entry for `addr`, with its page there and fit for `need`.  NULL: the program may not do
 * that there (*rc -EFAULT), or there is no memory (-ENOMEM). */
uint64_t *vm_reach_locked(struct vm *vm, user_addr_t addr, unsigned need, int *rc)
	HF_REQUIRES(vm->lock);

/* What an entry had, for itself and as a promise, is given back; the TLB knows it no more. */
void vm_leave_entry(uint64_t entry);

#endif
