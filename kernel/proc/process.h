/* SPDX-License-Identifier: MIT
 *
 * process.h: processes inside kernel/proc.
 *
 * A process is one thread, one address space and one table of open files.  Processes
 * stand in a static table: a slot's wait queues stay valid when the process
 * is gone, so a waker may be late without touching freed memory.  A slot is found by
 * pid and never by its index.
 *
 *   FREE -> STARTING -> RUNNING -> ZOMBIE -> FREE        (ZOMBIE is left by the parent's wait4)
 *
 * Who writes what: fields marked [o] belong to the process's own thread (or, until
 * it runs, to the thread that makes it) and need no lock.
 */
#ifndef KERNEL_PROC_PROCESS_INTERNAL_H
#define KERNEL_PROC_PROCESS_INTERNAL_H

#include <abi/process.h>
#include <kernel/base.h>
#include <kernel/process.h>
#include <kernel/spinlock.h>
#include <kernel/wait.h>

#include "kernel/arch/trap.h"
#include "kernel/arch/user.h"
#include "fd.h"
#include "vm.h"

enum { PROCESS_MAX = 64, PROCESS_NAME_BYTES = 16, PID_MAX = 32768 };

extern spinlock_t process_table_lock;

enum process_state { PROCESS_FREE, PROCESS_STARTING, PROCESS_RUNNING, PROCESS_ZOMBIE };

struct process {
	struct user_state user;                 /* [o] and the thread switch */
	enum process_state state HF_GUARDED_BY(process_table_lock);
	struct process *parent HF_GUARDED_BY(process_table_lock); /* NULL: nobody waits for it */
	int exit_status HF_GUARDED_BY(process_table_lock);        /* wait4's status word */
	int pid;                                /* constant while not FREE */
	char name[PROCESS_NAME_BYTES];          /* [o] */
	struct vm *vm;                          /* [o] */
	struct fd_table files;                  /* [o] */
	struct trap_frame start;                /* [o] the first registers */
	struct abi_sigaction actions[ABI_SIGNAL_COUNT]; /* [o] */
	uint64_t signal_mask, signal_pending;   /* [o] */
	bool borrows_vm;                        /* atomic: vfork's parent waits for false */
	/* Made once for each slot: somebody may still be waking the last owner's. */
	struct wait_queue vm_returned;          /* the parent of a vfork */
	struct wait_queue child_changed;        /* the process itself, in wait4 */
};

/* The process whose thread this is; NULL in a thread of the kernel. */
struct process *process_current(void);

/* Once, before the first process. */
void process_table_init(void);

/* A slot in state STARTING with a pid of its own, everything else zero; -EAGAIN. */
int process_alloc(struct process *parent, struct process **out);
/* Gives back a slot that never ran, with what it holds. */
void process_abandon(struct process *p) HF_MAY_BLOCK;
/* Starts the thread, which begins with p->start.  On error p is as before. */
int process_start(struct process *p) HF_MAY_BLOCK;

/* Ends the calling process; `status` as in wait4. */
__noreturn void process_exit(int status) HF_MAY_BLOCK;

/* The pid of a child that ended (pid -1: any), its slot freed; 0 when there is none yet and
 * `wait` is false; -ECHILD when there is no such child. */
int process_wait(int pid, bool wait, int *status) HF_MAY_BLOCK;

/* The parent's pid, 0 if there is none. */
int process_parent_pid(void);

/* Makes the calling process's address space `vm` (owned by it from here on) and gives the
 * one before back, to vfork's parent too. */
void process_replace_vm(struct vm *vm) HF_MAY_BLOCK;

/* fork and vfork: a child that goes on from `frame` with 0 as its result, on
 * `stack` if not 0.  Its pid.  With `vfork` it runs in the caller's address space
 * and the caller sleeps until it has ended or has one of its own. */
int process_fork(const struct trap_frame *frame, user_addr_t stack, bool vfork) HF_MAY_BLOCK;

#endif
