/* SPDX-License-Identifier: MIT
 *
 * signal.c: sending signals.
 *
 * Whoever sends holds process_table_lock, so that the process stays, and its parent can
 * be told at once of what the signal itself undoes: SIGCONT continues and SIGKILL ends a
 * process that has stopped, taken or not.
 *
 * Locks: process.lock inside process_table_lock, for one process after the other.
 */
#include "signal.h"

#include "process.h"

#include <kernel/errno.h>
#include <kernel/thread.h>

static bool ignored_by_default(int signal)
{
	return signal == ABI_SIGCHLD || signal == ABI_SIGCONT || signal == ABI_SIGURG ||
	       signal == ABI_SIGWINCH;
}

bool signal_is_ignored_locked(struct process *p, int signal)
{
	uint64_t handler = p->actions[signal - 1].handler;

	/* Process 1 has to ask for what could end or stop it. */
	if (p->pid == 1 && handler == ABI_SIG_DFL)
		return true;
	return handler == ABI_SIG_IGN || (handler == ABI_SIG_DFL && ignored_by_default(signal));
}

static void forget(struct signal_set *set, uint64_t signals)
{
	unsigned kept = 0;

	set->bits &= ~signals;
	for (unsigned i = 0; i < set->queued; i++) {
		if (!(ABI_SIGNAL_BIT(set->queue[i].signal) & signals))
			set->queue[kept++] = set->queue[i];
	}
	set->queued = kept;
}

static void forget_locked(struct process *p, uint64_t signals) HF_REQUIRES(p->lock);
static void forget_locked(struct process *p, uint64_t signals)
{
	forget(&p->pending, signals);
	list_for_each(link, &p->tasks)
		forget(&list_entry(link, struct task, link)->pending, signals);
}

void signal_forget_locked(struct process *p, int signal)
{
	forget_locked(p, ABI_SIGNAL_BIT(signal));
}

/* The first sender's information stays; a real-time signal is kept as often as it is sent. */
static int add(struct signal_set *set, int signal, const struct signal_info *info)
{
	if (!(set->bits & ABI_SIGNAL_BIT(signal))) {
		set->bits |= ABI_SIGNAL_BIT(signal);
		set->info[signal - 1] = *info;
		return 0;
	}
	if (signal < ABI_SIGRTMIN)
		return 0;
	if (set->queued == SIGNAL_QUEUE_MAX)
		return -EAGAIN;
	set->queue[set->queued].signal = signal;
	set->queue[set->queued++].info = *info;
	return 0;
}

void signal_set_take(struct signal_set *set, int signal, struct signal_info *info)
{
	*info = set->info[signal - 1];
	for (unsigned i = 0; i < set->queued; i++) {
		if (set->queue[i].signal != signal)
			continue;
		set->info[signal - 1] = set->queue[i].info;
		set->queued--;
		for (; i < set->queued; i++)
			set->queue[i] = set->queue[i + 1];
		return;
	}
	set->bits &= ~ABI_SIGNAL_BIT(signal);
}

/* May the thread `t` take what is sent to thread `tid`, 0: to the process? */
static bool is_meant(const struct task *t, int tid)
{
	return !tid || t->tid == tid;
}

/* Interrupts a thread that can take it, one that does not mask it. */
static void interrupt_locked(struct process *p, int tid, int signal) HF_REQUIRES(p->lock);
static void interrupt_locked(struct process *p, int tid, int signal)
{
	list_for_each(link, &p->tasks) {
		struct task *t = list_entry(link, struct task, link);

		if (!is_meant(t, tid) || !t->thread ||
		    (t->mask & ~t->waited & ABI_SIGNAL_BIT(signal)))
			continue;
		thread_interrupt(t->thread, THREAD_SIGNAL);
		return;
	}
}

/* The set that it goes to; NULL: there is no such thread.  *masked: by all who are meant. */
static struct signal_set *set_for_locked(struct process *p, int tid, int signal, bool *masked)
	HF_REQUIRES(p->lock);
static struct signal_set *set_for_locked(struct process *p, int tid, int signal, bool *masked)
{
	struct signal_set *set = tid ? NULL : &p->pending;

	*masked = true;
	list_for_each(link, &p->tasks) {
		struct task *t = list_entry(link, struct task, link);

		if (!is_meant(t, tid))
			continue;
		if (!(t->mask & ABI_SIGNAL_BIT(signal)))
			*masked = false;
		if (tid)
			set = &t->pending;
	}
	return set;
}

/* What a stop or SIGCONT undoes by being sent.  True: the process goes on. */
static bool undo_locked(struct process *p, int signal) HF_REQUIRES(p->lock);
static bool undo_locked(struct process *p, int signal)
{
	bool goes_on;

	if (ABI_SIGNAL_BIT(signal) & SIGNAL_STOPS)
		forget_locked(p, ABI_SIGNAL_BIT(ABI_SIGCONT));
	if (signal != ABI_SIGCONT)
		return false;
	forget_locked(p, SIGNAL_STOPS);
	goes_on = p->stopped;
	p->stop_due = false;
	p->stopped = false;
	wake_all(&p->continued);
	return goes_on;
}

/* -ESRCH, -EAGAIN, 0, or 1: it goes on, after a stop. */
static int post_locked(struct process *p, int tid, int signal, const struct signal_info *info)
	HF_REQUIRES(p->lock);
static int post_locked(struct process *p, int tid, int signal, const struct signal_info *info)
{
	struct signal_set *set;
	bool masked, goes_on;

	set = set_for_locked(p, tid, signal, &masked);
	if (!set)
		return -ESRCH;
	if (p->exiting)
		return 0;
	if (signal == ABI_SIGKILL) {
		if (p->pid != 1)
			process_end_locked(p, ABI_STATUS_SIGNALED(ABI_SIGKILL));
		return 0;
	}
	goes_on = undo_locked(p, signal);
	if (masked || !signal_is_ignored_locked(p, signal)) {
		int rc = add(set, signal, info);

		if (rc)
			return rc;
		interrupt_locked(p, tid, signal);
	}
	return goes_on;
}

/* Signal 0: is there such a thread? */
static bool has_task(struct process *p, int tid)
{
	bool masked, found;

	spin_lock(&p->lock);
	found = set_for_locked(p, tid, 1, &masked);
	spin_unlock(&p->lock);
	return found;
}

int signal_send_locked(struct process *p, int tid, int signal, const struct signal_info *info)
{
	int rc;

	if (p->state != PROCESS_RUNNING)
		return tid ? -ESRCH : 0;
	if (!signal)
		return has_task(p, tid) ? 0 : -ESRCH;
	spin_lock(&p->lock);
	rc = post_locked(p, tid, signal, info);
	spin_unlock(&p->lock);
	if (rc <= 0)
		return rc;
	p->news = NEWS_CONTINUED;
	stop_tell_parent_locked(p, ABI_CLD_CONTINUED, ABI_SIGCONT);
	return 0;
}

int signal_send_group_locked(int group, int signal, const struct signal_info *info)
{
	int count = 0;

	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		if (p->group != group || p->state == PROCESS_STARTING)
			continue;
		count++;
		(void)signal_send_locked(p, 0, signal, info);
	}
	return count;
}

/* kill(-1): everybody but process 1 and the caller. */
static int send_all_locked(int signal, const struct signal_info *info)
	HF_REQUIRES(process_table_lock);
static int send_all_locked(int signal, const struct signal_info *info)
{
	int count = 0;

	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		if (p->pid == 1 || p == process_current() || p->state != PROCESS_RUNNING)
			continue;
		count++;
		(void)signal_send_locked(p, 0, signal, info);
	}
	return count;
}

static int kill_locked(int pid, int signal, const struct signal_info *info)
	HF_REQUIRES(process_table_lock);
static int kill_locked(int pid, int signal, const struct signal_info *info)
{
	struct process *p;

	if (pid == -1)
		return send_all_locked(signal, info) ? 0 : -ESRCH;
	if (pid <= 0) {
		int group = pid ? -pid : process_current()->group;

		return signal_send_group_locked(group, signal, info) ? 0 : -ESRCH;
	}
	p = process_find_locked(pid);
	return p ? signal_send_locked(p, 0, signal, info) : -ESRCH;
}

int signal_kill(int pid, int signal, const struct signal_info *info)
{
	int rc;

	if (signal && !signal_is_valid(signal))
		return -EINVAL;
	if (pid == INT32_MIN)
		return -ESRCH;
	spin_lock(&process_table_lock);
	rc = kill_locked(pid, signal, info);
	spin_unlock(&process_table_lock);
	return rc;
}

static int kill_task_locked(int tgid, int tid, int signal, const struct signal_info *info)
	HF_REQUIRES(process_table_lock);
static int kill_task_locked(int tgid, int tid, int signal, const struct signal_info *info)
{
	int rc = -ESRCH;

	for (struct process *p = process_next_locked(NULL); p && rc; p = process_next_locked(p)) {
		if (tgid == -1 || p->pid == tgid)
			rc = signal_send_locked(p, tid, signal, info);
	}
	return rc;
}

int signal_kill_task(int tgid, int tid, int signal, const struct signal_info *info)
{
	int rc;

	if (tid <= 0 || tgid == 0 || tgid < -1 || (signal && !signal_is_valid(signal)))
		return -EINVAL;
	spin_lock(&process_table_lock);
	rc = kill_task_locked(tgid, tid, signal, info);
	spin_unlock(&process_table_lock);
	return rc;
}

void signal_send_self(int signal, const struct signal_info *info)
{
	struct task *t = task_current();

	spin_lock(&process_table_lock);
	(void)signal_send_locked(t->process, t->tid, signal, info);
	spin_unlock(&process_table_lock);
}

bool signal_children_unwanted_locked(struct process *parent)
{
	const struct abi_sigaction *action;
	bool unwanted;

	spin_lock(&parent->lock);
	action = &parent->actions[ABI_SIGCHLD - 1];
	unwanted = action->handler == ABI_SIG_IGN || (action->flags & ABI_SA_NOCLDWAIT);
	spin_unlock(&parent->lock);
	return unwanted;
}
