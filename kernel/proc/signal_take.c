/* SPDX-License-Identifier: MIT
 *
 * signal_take.c: what a thread sees to at the boundary to its program: the end of its process,
 * a stop, signals.
 *
 * The thread's interrupt flag is cleared under process.lock, where nothing is left to see to:
 * whoever adds something does so under the same lock and sets the flag again.
 */
#include "process.h"
#include "syscall.h"

#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/thread.h>

static const uint64_t faults = ABI_SIGNAL_BIT(ABI_SIGSEGV) | ABI_SIGNAL_BIT(ABI_SIGBUS) |
			       ABI_SIGNAL_BIT(ABI_SIGILL) | ABI_SIGNAL_BIT(ABI_SIGTRAP) |
			       ABI_SIGNAL_BIT(ABI_SIGFPE) | ABI_SIGNAL_BIT(ABI_SIGSYS);

/* What is to be done next. */
enum errand { ERRAND_NONE, ERRAND_END, ERRAND_SLEEP, ERRAND_STOP, ERRAND_DIE, ERRAND_HANDLER };
struct due {
	int signal;
	struct signal_info info;
	struct abi_sigaction action;
	uint64_t mask;                          /* the one to come back to */
};

/* One of `set` that waits, faults first; 0: none. */
static int take_locked(struct process *p, struct task *t, uint64_t set,
		       struct signal_info *info) HF_REQUIRES(p->lock);
static int take_locked(struct process *p, struct task *t, uint64_t set,
		       struct signal_info *info)
{
	uint64_t own = t->pending.bits & set, all = own | (p->pending.bits & set);
	struct signal_set *from;
	int signal;

	if (!all)
		return 0;
	signal = __builtin_ctzll(own & faults ? own & faults : all) + 1;
	from = own & ABI_SIGNAL_BIT(signal) ? &t->pending : &p->pending;
	signal_set_take(from, signal, info);
	return signal;
}

/* The mask while the handler runs. */
static uint64_t handler_mask(uint64_t mask, int signal, const struct abi_sigaction *action)
{
	mask |= action->mask;
	if (!(action->flags & ABI_SA_NODEFER))
		mask |= ABI_SIGNAL_BIT(signal);
	return mask & ~SIGNAL_NEVER_MASKED;
}

/* What the signal's action asks for. */
static enum errand act_locked(struct process *p, struct task *t, struct due *due)
	HF_REQUIRES(p->lock);
static enum errand act_locked(struct process *p, struct task *t, struct due *due)
{
	struct abi_sigaction *action = &p->actions[due->signal - 1];

	if (signal_is_ignored_locked(p, due->signal))
		return ERRAND_NONE;
	if (action->handler == ABI_SIG_DFL) {
		if (!(ABI_SIGNAL_BIT(due->signal) & SIGNAL_STOPS))
			return ERRAND_DIE;
		p->stop_due = true;
		return ERRAND_STOP;
	}
	due->action = *action;
	due->mask = t->restore_mask ? t->saved_mask : t->mask;
	t->restore_mask = false;
	t->mask = handler_mask(t->mask, due->signal, action);
	if (action->flags & ABI_SA_RESETHAND)
		action->handler = ABI_SIG_DFL;
	return ERRAND_HANDLER;
}

static enum errand next_locked(struct process *p, struct task *t, struct due *due)
	HF_REQUIRES(p->lock);
static enum errand next_locked(struct process *p, struct task *t, struct due *due)
{
	enum errand errand;

	for (;;) {
		if (p->exiting || (p->survivor && p->survivor != t))
			return ERRAND_END;
		if (p->stopped)
			return ERRAND_SLEEP;
		due->signal = take_locked(p, t, ~t->mask, &due->info);
		if (due->signal) {
			errand = act_locked(p, t, due);
			if (errand != ERRAND_NONE)
				return errand;
		} else if (t->restore_mask) {
			t->restore_mask = false;
			t->mask = t->saved_mask;
		} else {
			thread_interrupt_clear(THREAD_SIGNAL | THREAD_KILL);
			return ERRAND_NONE;
		}
	}
}

/* The system call that was interrupted: it fails, or is made again. */
static void settle_syscall(struct task *t, struct trap_frame *frame,
			   const struct abi_sigaction *handler)
{
	bool again = t->restart == RESTART_ALWAYS ?
		     !handler || (handler->flags & ABI_SA_RESTART) :
		     t->restart == RESTART_NO_HANDLER && !handler;

	if (!t->interrupted)
		return;
	t->interrupted = false;
	if (!again)
		return;
	frame->x[0] = t->restart_x0;
	frame->pc -= 4;
	t->restarted = !handler;
}

static void run_handler(struct task *t, struct trap_frame *frame, const struct due *due)
	HF_MAY_BLOCK;
static void run_handler(struct task *t, struct trap_frame *frame, const struct due *due)
{
	static const struct signal_info info = { .code = ABI_SI_KERNEL };

	settle_syscall(t, frame, &due->action);
	if (signal_frame_push(frame, due->signal, &due->info, &due->action, due->mask)) {
		/* A handler for this very thing could not be reached either. */
		if (due->signal == ABI_SIGSEGV)
			process_exit(ABI_STATUS_SIGNALED(ABI_SIGSEGV));
		(void)signal_force(ABI_SIGSEGV, &info);
	}
}

void user_interrupted(struct trap_frame *frame)
{
	struct task *t = task_current();
	struct process *p = t->process;
	struct due due;
	enum errand errand;

	spin_lock(&p->lock);
	errand = next_locked(p, t, &due);
	spin_unlock(&p->lock);
	switch (errand) {
	case ERRAND_NONE:
		settle_syscall(t, frame, NULL);
		break;
	case ERRAND_END:
		task_exit(0);
	case ERRAND_DIE:
		process_exit(ABI_STATUS_SIGNALED(due.signal));
	case ERRAND_SLEEP:
		stop_wait();
		break;
	case ERRAND_STOP:
		stop_begin(due.signal);
		break;
	case ERRAND_HANDLER:
		run_handler(t, frame, &due);
		break;
	}
	KASSERT(preempt_depth() == 0 && !irq_masked());
	KASSERT(lockdep_return_to_user(CALLER_SITE()) == LOCKDEP_RULE_NONE);
}

bool signal_force(int signal, const struct signal_info *info)
{
	struct task *t = task_current();
	struct process *p = t->process;
	struct abi_sigaction *action;
	bool deadly;

	spin_lock(&p->lock);
	action = &p->actions[signal - 1];
	deadly = action->handler <= ABI_SIG_IGN || (t->mask & ABI_SIGNAL_BIT(signal));
	if (deadly) {
		process_end_locked(p, ABI_STATUS_SIGNALED(signal));
	} else {
		t->pending.bits |= ABI_SIGNAL_BIT(signal);
		t->pending.info[signal - 1] = *info;
	}
	thread_interrupt(thread_current(), THREAD_SIGNAL);
	spin_unlock(&p->lock);
	return deadly;
}

bool signal_is_refused(int signal)
{
	struct task *t = task_current();
	struct process *p = t->process;
	bool refused;

	spin_lock(&p->lock);
	refused = (t->mask & ABI_SIGNAL_BIT(signal)) ||
		  p->actions[signal - 1].handler == ABI_SIG_IGN;
	spin_unlock(&p->lock);
	return refused;
}

/* What waits for the process may have been left to this thread, which won't take it: let
 * the others look. */
void signal_pass_on_locked(struct process *p)
{
	if (!p->pending.bits)
		return;
	list_for_each(link, &p->tasks) {
		struct task *t = list_entry(link, struct task, link);

		if (t->thread && t->thread != thread_current())
			thread_interrupt(t->thread, THREAD_SIGNAL);
	}
}

/* With another mask, something that waits may be this thread's, or no longer. */
static void look_again_locked(struct process *p, const struct task *t) HF_REQUIRES(p->lock);
static void look_again_locked(struct process *p, const struct task *t)
{
	if ((t->pending.bits | p->pending.bits) & ~t->mask)
		thread_interrupt(thread_current(), THREAD_SIGNAL);
	if (p->pending.bits & t->mask)
		signal_pass_on_locked(p);
}

void signal_set_mask(uint64_t mask)
{
	struct task *t = task_current();
	struct process *p = t->process;

	spin_lock(&p->lock);
	t->mask = mask & ~SIGNAL_NEVER_MASKED;
	look_again_locked(p, t);
	spin_unlock(&p->lock);
}

void signal_set_mask_for_wait(uint64_t mask)
{
	struct task *t = task_current();
	struct process *p = t->process;

	spin_lock(&p->lock);
	t->saved_mask = t->mask;
	t->restore_mask = true;
	t->mask = mask & ~SIGNAL_NEVER_MASKED;
	look_again_locked(p, t);
	spin_unlock(&p->lock);
}

void signal_restore_mask(void)
{
	struct task *t = task_current();

	if (!t->restore_mask)
		return;
	t->restore_mask = false;
	signal_set_mask(t->saved_mask);
}

uint64_t signal_pending(void)
{
	struct task *t = task_current();
	uint64_t bits;

	spin_lock(&t->process->lock);
	bits = t->pending.bits | t->process->pending.bits;
	spin_unlock(&t->process->lock);
	return bits;
}

int signal_take(uint64_t set, struct signal_info *info)
{
	struct task *t = task_current();
	int signal;

	spin_lock(&t->process->lock);
	signal = take_locked(t->process, t, set, info);
	/* Looked at under the lock: what comes from here on interrupts the wait for it. */
	t->waited = signal ? 0 : set;
	spin_unlock(&t->process->lock);
	return signal;
}

void signal_wait_ends(void)
{
	struct task *t = task_current();

	spin_lock(&t->process->lock);
	t->waited = 0;
	spin_unlock(&t->process->lock);
}
