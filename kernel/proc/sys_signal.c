/* SPDX-License-Identifier: MIT
 *
 * sys_signal.c: system calls on signals.
 */
#include "process.h"
#include "syscall.h"
#include "sys_time.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/thread.h>
#include <kernel/time.h>

long sys_rt_sigaction(const struct syscall_args *a)
{
	struct process *p = process_current();
	struct abi_sigaction next = { 0 }, before;
	uint64_t signal = a->arg[0];
	int rc = 0;

	if (!signal_is_valid(signal) || a->arg[3] != ABI_SIGSET_BYTES)
		return -EINVAL;
	if (a->arg[1] && (ABI_SIGNAL_BIT(signal) & SIGNAL_NEVER_MASKED))
		return -EINVAL;
	if (a->arg[1])
		rc = copy_from_user(&next, a->arg[1], sizeof(next));
	if (rc)
		return rc;
	next.mask &= ~SIGNAL_NEVER_MASKED;
	spin_lock(&p->lock);
	before = p->actions[signal - 1];
	if (a->arg[1]) {
		p->actions[signal - 1] = next;
		if (signal_is_ignored_locked(p, signal))
			signal_forget_locked(p, signal);
	}
	spin_unlock(&p->lock);
	return a->arg[2] ? copy_to_user(a->arg[2], &before, sizeof(before)) : 0;
}

/* A set of signals; `at` may be 0: then *set stays. */
static int set_from_user(user_addr_t at, uint64_t bytes, uint64_t *set) HF_MAY_BLOCK;
static int set_from_user(user_addr_t at, uint64_t bytes, uint64_t *set)
{
	if (bytes != ABI_SIGSET_BYTES)
		return -EINVAL;
	return at ? copy_from_user(set, at, sizeof(*set)) : 0;
}

long sys_rt_sigprocmask(const struct syscall_args *a)
{
	uint64_t old = task_current()->mask, set = 0;
	int rc = set_from_user(a->arg[1], a->arg[3], &set);

	if (rc)
		return rc;
	if (a->arg[1]) {
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
		signal_set_mask(set);
	}
	return a->arg[2] ? copy_to_user(a->arg[2], &old, sizeof(old)) : 0;
}

long sys_rt_sigpending(const struct syscall_args *a)
{
	uint64_t set = signal_pending() & task_current()->mask;

	if (a->arg[1] > ABI_SIGSET_BYTES)
		return -EINVAL;
	return copy_to_user(a->arg[0], &set, a->arg[1]);
}

/* Until a handler has run, or the process ends. */
long sys_rt_sigsuspend(const struct syscall_args *a)
{
	struct wait_queue nobody;
	uint64_t mask;
	int rc;

	if (a->arg[1] != ABI_SIGSET_BYTES)
		return -EINVAL;
	rc = copy_from_user(&mask, a->arg[0], sizeof(mask));
	if (rc)
		return rc;
	signal_set_mask_for_wait(mask);
	wait_queue_init(&nobody);
	return wait_event_interruptible(&nobody, false);
}

/* Sleeps until one of `set` waits and takes it; -EAGAIN at the deadline (0: none). */
static int wait_for_signal(uint64_t set, bool wait, uint64_t deadline_ns,
			   struct signal_info *info) HF_MAY_BLOCK;
static int wait_for_signal(uint64_t set, bool wait, uint64_t deadline_ns,
			   struct signal_info *info)
{
	struct wait_queue nobody;
	struct waiter waiter;
	int signal, rc = wait ? 0 : -ETIMEDOUT;

	wait_queue_init(&nobody);
	for (;;) {
		signal = signal_take(set, info);
		if (signal || rc)
			break;
		wait_prepare(&nobody, &waiter);
		rc = wait_sleep_interruptible(&nobody, &waiter, deadline_ns);
	}
	signal_wait_ends();
	if (signal)
		return signal;
	return rc == -ETIMEDOUT ? -EAGAIN : rc;
}

long sys_rt_sigtimedwait(const struct syscall_args *a)
{
	struct signal_info info;
	struct abi_siginfo out;
	uint64_t set, ns = 1, deadline_ns = 0;
	int signal, rc;

	if (a->arg[3] != ABI_SIGSET_BYTES)
		return -EINVAL;
	rc = copy_from_user(&set, a->arg[0], sizeof(set));
	if (!rc && a->arg[2]) {
		rc = timespec_from_user(a->arg[2], &ns);
		deadline_ns = clock_ns() + ns;
	}
	if (rc)
		return rc;
	signal = wait_for_signal(set & ~SIGNAL_NEVER_MASKED, ns != 0, deadline_ns, &info);
	if (signal > 0 && a->arg[1]) {
		signal_info_to_abi(signal, &info, &out);
		rc = copy_to_user(a->arg[1], &out, sizeof(out));
	}
	return rc ? rc : signal;
}

static struct signal_info sent_by(int code)
{
	return (struct signal_info){ .code = code, .pid = process_current()->pid };
}

long sys_kill(const struct syscall_args *a)
{
	const struct signal_info info = sent_by(ABI_SI_USER);

	return signal_kill((int)a->arg[0], (int)a->arg[1], &info);
}

long sys_tkill(const struct syscall_args *a)
{
	const struct signal_info info = sent_by(ABI_SI_TKILL);

	return signal_kill_task(-1, (int)a->arg[0], (int)a->arg[1], &info);
}

long sys_tgkill(const struct syscall_args *a)
{
	const struct signal_info info = sent_by(ABI_SI_TKILL);

	if ((int)a->arg[0] <= 0)
		return -EINVAL;
	return signal_kill_task((int)a->arg[0], (int)a->arg[1], (int)a->arg[2], &info);
}

long sys_rt_sigqueueinfo(const struct syscall_args *a)
{
	struct abi_siginfo given;
	struct signal_info info;
	int rc = copy_from_user(&given, a->arg[2], sizeof(given));

	if (rc)
		return rc;
	/* Nobody speaks for the kernel, or for kill, to another process. */
	if ((given.code >= 0 || given.code == ABI_SI_TKILL) &&
	    (int)a->arg[0] != process_current()->pid)
		return -EPERM;
	info = (struct signal_info){ .code = given.code, .pid = given.pid, .value = given.value };
	return signal_kill((int)a->arg[0], (int)a->arg[1], &info);
}

long sys_rt_sigreturn(const struct syscall_args *a)
{
	static const struct signal_info info = { .code = ABI_SI_KERNEL };

	if (signal_frame_pop(a->frame)) {
		(void)signal_force(ABI_SIGSEGV, &info);
		return 0;
	}
	/* What the program finds in x0, as in all registers, is from the frame. */
	return a->frame->x[0];
}

long sys_sigaltstack(const struct syscall_args *a)
{
	struct task *t = task_current();
	const struct abi_stack *s = &t->signal_stack;
	struct abi_stack next, before = *s;
	bool in_use = !(s->flags & ABI_SS_DISABLE) && a->frame->sp > s->sp &&
		      a->frame->sp - s->sp <= s->size;
	int rc = 0;

	if (in_use)
		before.flags |= ABI_SS_ONSTACK;
	if (a->arg[0]) {
		rc = copy_from_user(&next, a->arg[0], sizeof(next));
		if (rc)
			return rc;
		if (in_use)
			return -EPERM;
		next.flags &= ~(unsigned)ABI_SS_ONSTACK;
		if (next.flags & ~(ABI_SS_DISABLE | ABI_SS_AUTODISARM))
			return -EINVAL;
		if (!(next.flags & ABI_SS_DISABLE) && next.size < ABI_MINSIGSTKSZ)
			return -ENOMEM;
		if (next.flags & ABI_SS_DISABLE)
			next = (struct abi_stack){ .flags = ABI_SS_DISABLE };
		next.pad = 0;
		t->signal_stack = next;
	}
	return a->arg[1] ? copy_to_user(a->arg[1], &before, sizeof(before)) : 0;
}
