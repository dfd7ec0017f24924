/* SPDX-License-Identifier: MIT
 *
 * clone.h: new processes and new threads.
 */
#ifndef KERNEL_PROC_CLONE_H
#define KERNEL_PROC_CLONE_H

#include "vm.h"
#include "kernel/arch/trap.h"

/* What clone(2) is asked for, beside the flags. */
struct clone_request {
	uint64_t flags;                         /* ABI_CLONE_..., without the signal */
	user_addr_t stack;                      /* 0: the caller's */
	user_addr_t parent_tid, child_tid;      /* where the flags want the number */
	uint64_t tls;
};

/* fork and vfork: a child that goes on from `frame` with 0 as its result.  Its pid.  With
 * CLONE_VFORK it runs in the caller's address space and the caller sleeps until
 * it has ended or has one of its own. */
int clone_process(const struct trap_frame *frame, const struct clone_request *request)
	HF_MAY_BLOCK;
/* One more thread of the calling process.  Its number. */
int clone_thread(const struct trap_frame *frame, const struct clone_request *request)
	HF_MAY_BLOCK;

#endif
