/* SPDX-License-Identifier: MIT
 *
 * process.h: processes and their threads inside kernel/proc.
 *
 * A process is an address space, a table of open files, actions for signals, and
 * one or more tasks: threads that run the program.  Processes stand in a static table: a
 * slot's wait queues stay valid when the process is gone, so a waker may be late without
 * touching freed memory.  A slot is found by pid and never by its index.
 *
 *   FREE -> STARTING -> RUNNING -> ZOMBIE -> FREE        (ZOMBIE is left by the parent's wait4)
 *
 * Locks: process_table_lock guards who is related to whom and what a parent may learn;
 * process.lock guards what the threads of one process and those who send it signals
 * share.  process_table_lock comes first, and two process.locks are never held together.
 * Fields marked [o] belong to the thread itself or, until it runs, to the one that makes it.
 */
#ifndef KERNEL_PROC_PROCESS_INTERNAL_H
#define KERNEL_PROC_PROCESS_INTERNAL_H

#include <abi/process.h>
#include <abi/signal.h>
#include <kernel/base.h>
#include <kernel/list.h>
#include <kernel/process.h>
#include <kernel/spinlock.h>
#include <kernel/wait.h>

#include "kernel/arch/trap.h"
#include "kernel/arch/user.h"
#include "fd.h"
#include "signal.h"
#include "vm.h"

enum { PROCESS_MAX = 128, TASK_MAX = 256, PROCESS_NAME_BYTES = 16, PID_MAX = 32768 };

extern spinlock_t process_table_lock;

enum process_state { PROCESS_FREE, PROCESS_STARTING, PROCESS_RUNNING, PROCESS_ZOMBIE };

/* News of a living child that its parent has not asked for yet. */
enum process_news { NEWS_NONE, NEWS_STOPPED, NEWS_CONTINUED };

struct process;

/* What a system call that was interrupted does when its signal had no handler, or one with
 * SA_RESTART; syscall.c. */
enum syscall_restart {
	RESTART_ALWAYS, RESTART_NO_HANDLER, RESTART_NEVER,
	RESTART_NO_RESULT,                      /* -EINTR is not its own, but the frame's */
};

/* One thread of a program. */
struct task {
	struct user_state user;                 /* [o] and the thread switch */
	struct process *process;                /* constant */
	int tid;                                /* [o]; read by others under process.lock */
	struct list link;                       /* process.tasks, under process.lock */
	struct thread *thread;                  /* under process.lock; NULL: not begun */
	struct signal_set pending;              /* under process.lock */
	uint64_t mask;                          /* [o]; changed under process.lock */
	uint64_t waited;                        /* under process.lock: for sigtimedwait */
	uint64_t saved_mask;                    /* [o] what sigsuspend and the like put aside */
	bool restore_mask;                      /* [o] ... and whether it is there */
	bool stopped;                           /* under process.lock */
	struct abi_stack signal_stack;          /* [o] */
	user_addr_t clear_tid;                  /* [o] 0: none */
	user_addr_t robust_list;                /* [o] 0: none */
	struct trap_frame start;                /* [o] the first registers */

	/* [o] The system call that is to be begun again, until the program goes on. */
	bool interrupted;
	enum syscall_restart restart;
	uint64_t restart_x0;
	bool restarted;                         /* this call is one that is begun again */
	uint64_t restart_deadline_ns;           /* ... and this is when its sleep was to end */
};

/* vfork's parent waits for its address space. */
struct vfork_wait {
	uint32_t refs;                          /* atomic: parent and child */
	bool done;                              /* atomic */
	struct wait_queue returned;
};

struct process {
	enum process_state state HF_GUARDED_BY(process_table_lock);
	struct process *parent HF_GUARDED_BY(process_table_lock); /* NULL: nobody waits for it */
	int group HF_GUARDED_BY(process_table_lock);
	int session HF_GUARDED_BY(process_table_lock);
	bool has_run_exec HF_GUARDED_BY(process_table_lock);
	int exit_status HF_GUARDED_BY(process_table_lock);        /* wait4's status word */
	enum process_news news HF_GUARDED_BY(process_table_lock);
	int news_signal HF_GUARDED_BY(process_table_lock);
	struct vm *vm_shown HF_GUARDED_BY(process_table_lock);    /* for others; NULL: none */
	uint64_t children_run_ns HF_GUARDED_BY(process_table_lock);
	int pid;                                /* constant while not FREE */
	uint64_t start_ns;                      /* constant while not FREE */

	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct list tasks HF_GUARDED_BY(lock);
	unsigned task_count HF_GUARDED_BY(lock);
	unsigned stopped_count HF_GUARDED_BY(lock);
	struct task *survivor HF_GUARDED_BY(lock); /* exec: all others end */
	bool exiting HF_GUARDED_BY(lock);       /* all end; it takes no more signals */
	int group_status HF_GUARDED_BY(lock);   /* with this status word */
	bool stopped HF_GUARDED_BY(lock);
	bool stop_due HF_GUARDED_BY(lock);      /* a stop was taken and not undone since */
	int stop_signal HF_GUARDED_BY(lock);
	struct abi_sigaction actions[ABI_SIGNAL_COUNT] HF_GUARDED_BY(lock);
	struct signal_set pending HF_GUARDED_BY(lock);
	uint64_t alarm_ns HF_GUARDED_BY(lock);  /* when SIGALRM is due; 0: never */
	uint64_t alarm_every_ns HF_GUARDED_BY(lock);
	uint64_t ended_run_ns HF_GUARDED_BY(lock); /* of threads that are gone */
	int nice HF_GUARDED_BY(lock);

	char name[PROCESS_NAME_BYTES] HF_GUARDED_BY(process_table_lock);
	struct vm *vm;                          /* changes only while there is one thread */
	struct fd_table files;
	struct vfork_wait *vfork;               /* [o] the parent that waits, or NULL */

	/* Made once for each slot: somebody may still be waking the last owner's. */
	struct wait_queue child_changed;        /* wait4 */
	struct wait_queue continued;            /* threads that have stopped */
	struct wait_queue tasks_changed;        /* exec, until it is alone */
};

/* The thread of a program that runs; NULL in a thread of the kernel. */
struct task *task_current(void);
struct process *process_current(void);

/* ---- process.c: the table ---- */

void process_table_init(void);

/* A slot in state STARTING with a pid of its own and a first task, everything else
 * zero; -EAGAIN, -ENOMEM. */
int process_alloc(struct process *parent, struct task **out) HF_MAY_BLOCK;
/* Gives back a slot that never ran, with what it holds. */
void process_abandon(struct task *first) HF_MAY_BLOCK;
/* Makes the process known and starts its thread.  On error p is as before. */
int process_start(struct task *first) HF_MAY_BLOCK;
void process_set_name(struct process *p, const char *name);
void process_get_name(struct process *p, char out[PROCESS_NAME_BYTES]);
/* The slot's end, whatever is left of it. */
void process_free_locked(struct process *p) HF_REQUIRES(process_table_lock);

struct process *process_find_locked(int pid) HF_REQUIRES(process_table_lock);
/* The table, in the order of slots: the next that is not FREE after p (NULL: the first). */
struct process *process_next_locked(struct process *p) HF_REQUIRES(process_table_lock);

/* A number for a thread that nothing else goes by. -EAGAIN: TASK_MAX are in use. */
int tid_take(void);
void tid_give_back(int tid);
/* exec by another thread than the first: `old` goes, and the process's own number is a
 * thread's again. */
void tid_exchange(int old, int pid);

int process_parent_pid(void);
/* What p holds but its slot. */
void process_release(struct process *p) HF_MAY_BLOCK;

/* ---- task.c ---- */

/* A task for p that does not run yet, on no list.  -EAGAIN, -ENOMEM. */
int task_alloc(struct process *p, struct task **out) HF_MAY_BLOCK;
void task_free(struct task *t) HF_MAY_BLOCK;
/* Puts it on its process's list and starts its thread, which begins with t->start. */
int task_start(struct task *t) HF_MAY_BLOCK;
/* Ends the running thread; with the last one its process ends with `status`, unless
 * it has another one already. */
__noreturn void task_exit(int status) HF_MAY_BLOCK;
/* sys_sched.c: gives the thread, once it runs, the priority of its process. */
void task_apply_priority_locked(struct process *p, struct task *t) HF_REQUIRES(p->lock);
/* Ends every thread of the process, this one included. */
__noreturn void process_exit(int status) HF_MAY_BLOCK;
/* The end of the process begins; its threads see to it. */
void process_end_locked(struct process *p, int status) HF_REQUIRES(p->lock);
/* Ends the other threads and waits for it.  0, or -EINTR: this one is to end as well. */
int task_end_others(void) HF_MAY_BLOCK;

/* Is there another thread, or a process, in the calling thread's address space? */
bool vm_is_used_by_others(struct process *p);

/* Makes `user` (NULL: nothing) the lower half and the FP registers of this thread. */
void task_attach_user(struct user_state *user);
/* Makes the process's address space `vm` (owned by it from here on) and gives the one
 * before back, to vfork's parent too.  It has one thread. */
void process_replace_vm(struct vm *vm) HF_MAY_BLOCK;
void process_return_vm(struct process *p);

/* ---- signal.c, signal_take.c ---- */

/* Has it no effect but by a handler? */
bool signal_is_ignored_locked(struct process *p, int signal) HF_REQUIRES(p->lock);
/* Takes it off all sets. */
void signal_forget_locked(struct process *p, int signal) HF_REQUIRES(p->lock);
/* A thread masks or leaves what it might have been chosen for. */
void signal_pass_on_locked(struct process *p) HF_REQUIRES(p->lock);

/* ---- exit.c ---- */

/* After its last thread: files, memory, children, parent. */
void process_finish(struct process *p, int status) HF_MAY_BLOCK;
/* Tells p's parent of news, or of the end. */
void process_tell_parent_locked(struct process *p, int code, int status)
	HF_REQUIRES(process_table_lock);

/* clone.c */
void vfork_wait_put(struct vfork_wait *w);

/* ---- group.c: process groups and sessions ---- */

/* No member has a parent in the same session and another group: nobody would continue it. */
bool group_is_orphaned_locked(int group, int session, const struct process *without)
	HF_REQUIRES(process_table_lock);
bool group_has_stopped_locked(int group) HF_REQUIRES(process_table_lock);

#endif
