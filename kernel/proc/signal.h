/* SPDX-License-Identifier: MIT
 *
 * signal.h: sending and taking signals.
 *
 * A signal is pending for a process or for one of its threads until a thread that does not
 * mask it takes it at the boundary to its program, where nothing of the kernel's is held
 * (user_interrupted).  Sending means: set it pending under process.lock and interrupt a
 * thread that can take it.
 */
#ifndef KERNEL_PROC_SIGNAL_H
#define KERNEL_PROC_SIGNAL_H

#include <abi/signal.h>
#include <kernel/base.h>
#include <kernel/spinlock.h>

#include "kernel/arch/trap.h"

struct process;
struct task;

/* What a handler can learn about a signal. */
struct signal_info {
	int32_t code;
	int32_t pid;                            /* kill, SIGCHLD */
	int32_t status;                         /* SIGCHLD */
	uint64_t value;                         /* an address, or sigqueue's value */
};

/* Signals that wait, with the first sender's information each; and real-time signals that were
 * sent again meanwhile, in their order. */
enum { SIGNAL_QUEUE_MAX = 32 };
struct signal_set {
	uint64_t bits;
	struct signal_info info[ABI_SIGNAL_COUNT];
	unsigned queued;
	struct {
		int signal;
		struct signal_info info;
	} queue[SIGNAL_QUEUE_MAX];
};

#define SIGNAL_STOPS (ABI_SIGNAL_BIT(ABI_SIGSTOP) | ABI_SIGNAL_BIT(ABI_SIGTSTP) | \
		      ABI_SIGNAL_BIT(ABI_SIGTTIN) | ABI_SIGNAL_BIT(ABI_SIGTTOU))
#define SIGNAL_NEVER_MASKED (ABI_SIGNAL_BIT(ABI_SIGKILL) | ABI_SIGNAL_BIT(ABI_SIGSTOP))

/* Takes one that waits out of the set. */
void signal_set_take(struct signal_set *set, int signal, struct signal_info *info);

static inline bool signal_is_valid(uint64_t signal)
{
	return signal >= 1 && signal <= ABI_SIGNAL_COUNT;
}

extern spinlock_t process_table_lock;

/* To the process (tid 0) or to one of its threads.  0, -ESRCH: it has no such thread; -EAGAIN: too
 * many real-time signals wait for it.  Signal 0 only asks. */
int signal_send_locked(struct process *p, int tid, int signal, const struct signal_info *info)
	HF_REQUIRES(process_table_lock);
/* To every member of a process group; how many there are. */
int signal_send_group_locked(int group, int signal, const struct signal_info *info)
	HF_REQUIRES(process_table_lock);
void signal_send_self(int signal, const struct signal_info *info);

/* kill(2), and tgkill(2) (tgid -1: tkill).  Signal 0 only asks. */
int signal_kill(int pid, int signal, const struct signal_info *info);
int signal_kill_task(int tgid, int tid, int signal, const struct signal_info *info);

/* For what the program itself has just done wrong: it is taken next, masked or ignored or
 * not.  True: it ends the program. */
bool signal_force(int signal, const struct signal_info *info);

/* Does this thread ignore or mask it? */
bool signal_is_refused(int signal);
/* Does the process ask for no zombies? */
bool signal_children_unwanted_locked(struct process *parent) HF_REQUIRES(process_table_lock);

/* ---- signal_take.c ---- */

/* This thread's mask; what waits and is not masked is taken at the boundary. */
void signal_set_mask(uint64_t mask);
/* Until the next signal is taken: then the mask is what it was. */
void signal_set_mask_for_wait(uint64_t mask);
/* The wait is over without one. */
void signal_restore_mask(void);
/* Signals that wait for this thread. */
uint64_t signal_pending(void);
/* Takes one of `set` without its action: its number; 0: none waits.  From then on each of them
 * interrupts this thread, masked or not, until signal_wait_ends. */
int signal_take(uint64_t set, struct signal_info *info);
void signal_wait_ends(void);

/* ---- stop.c ---- */

/* A stop signal was taken: stops the process, unless SIGCONT has come since, or nobody could
 * continue it. */
void stop_begin(int signal);
/* Sleeps until the process goes on. */
void stop_wait(void) HF_MAY_BLOCK;
/* A thread has stopped or ended: if that was the last one that still ran, the parent is
 * told. */
void stop_report(struct process *p);
void stop_tell_parent_locked(struct process *p, int code, int status)
	HF_REQUIRES(process_table_lock);

/* ---- signal_frame.c ---- */

/* Makes the thread go on in the handler of `signal`.  -EFAULT: no room on its stack. */
int signal_frame_push(struct trap_frame *frame, int signal, const struct signal_info *info,
		      const struct abi_sigaction *action, uint64_t mask) HF_MAY_BLOCK;
/* Back to what was interrupted: registers and mask from the stack, which is not trusted.
 * -EFAULT: what is there can't be. */
int signal_frame_pop(struct trap_frame *frame) HF_MAY_BLOCK;
void signal_info_to_abi(int signal, const struct signal_info *info, struct abi_siginfo *out);

#endif
