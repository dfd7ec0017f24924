/* SPDX-License-Identifier: MIT
 *
 * sys_signal.c: system calls on signals.  Actions and mask are kept for the program, which
 * reads them back, and across fork and exec.  A process can send a signal to itself only, and
 * no handler is ever called: a signal is ignored, waits while it is masked, or has
 * its default action, which is to end the process.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <kernel/errno.h>

enum { SIGSET_BYTES = 8 };

#define SIGNAL_BIT(signal) (1ull << ((signal) - 1))
static const uint64_t never_masked = SIGNAL_BIT(ABI_SIGKILL) | SIGNAL_BIT(ABI_SIGSTOP);

static bool is_signal(uint64_t signal)
{
	return signal >= 1 && signal <= ABI_SIGNAL_COUNT;
}

long sys_rt_sigaction(const struct syscall_args *a)
{
	struct abi_sigaction *action, next;
	uint64_t signal = a->arg[0];
	int rc = 0;

	if (!is_signal(signal) || a->arg[3] != SIGSET_BYTES)
		return -EINVAL;
	if (a->arg[1] && (signal == ABI_SIGKILL || signal == ABI_SIGSTOP))
		return -EINVAL;
	action = &process_current()->actions[signal - 1];
	if (a->arg[1])
		rc = copy_from_user(&next, a->arg[1], sizeof(next));
	if (!rc && a->arg[2])
		rc = copy_to_user(a->arg[2], action, sizeof(*action));
	if (!rc && a->arg[1])
		*action = next;
	return rc;
}

static bool ignored_by_default(unsigned signal)
{
	return signal == ABI_SIGCHLD || signal == ABI_SIGCONT || signal == ABI_SIGURG ||
	       signal == ABI_SIGWINCH;
}

/* Ends the process if a signal waits for it that is not masked. */
static void take_pending(struct process *p) HF_MAY_BLOCK;
static void take_pending(struct process *p)
{
	uint64_t due = p->signal_pending & ~p->signal_mask;

	if (due)
		process_exit(ABI_STATUS_SIGNALED(__builtin_ctzll(due) + 1));
}

/* Sends the calling process a signal. */
static long raise_here(uint64_t signal) HF_MAY_BLOCK;
static long raise_here(uint64_t signal)
{
	struct process *p = process_current();
	uint64_t handler;

	if (signal == 0)
		return 0;
	if (!is_signal(signal))
		return -EINVAL;
	handler = p->actions[signal - 1].handler;
	if (handler == ABI_SIG_IGN || (handler == ABI_SIG_DFL && ignored_by_default(signal)))
		return 0;
	/* Neither handlers nor stopping are offered. */
	if (handler != ABI_SIG_DFL || (signal >= ABI_SIGSTOP && signal <= ABI_SIGTTOU))
		return -ENOSYS;
	p->signal_pending |= SIGNAL_BIT(signal);
	take_pending(p);
	return 0;
}

long sys_rt_sigprocmask(const struct syscall_args *a)
{
	struct process *p = process_current();
	uint64_t old = p->signal_mask, set = 0;
	int rc = 0;

	if (a->arg[3] != SIGSET_BYTES)
		return -EINVAL;
	if (a->arg[1])
		rc = copy_from_user(&set, a->arg[1], sizeof(set));
	if (!rc && a->arg[2])
		rc = copy_to_user(a->arg[2], &old, sizeof(old));
	if (rc || !a->arg[1])
		return rc;
	switch (a->arg[0]) {
	case ABI_SIG_BLOCK:
		set |= old;
		break;
	case ABI_SIG_UNBLOCK:
		set = old & ~set;
		break;
	case ABI_SIG_SETMASK:
		break;
	default:
		return -EINVAL;
	}
	p->signal_mask = set & ~never_masked;
	take_pending(p);
	return 0;
}

/* kill and tkill */
long sys_kill(const struct syscall_args *a)
{
	if ((int)a->arg[0] != process_current()->pid)
		return -ENOSYS;
	return raise_here(a->arg[1]);
}

long sys_tgkill(const struct syscall_args *a)
{
	int pid = process_current()->pid;

	if ((int)a->arg[0] != pid || (int)a->arg[1] != pid)
		return -ENOSYS;
	return raise_here(a->arg[2]);
}
