/* SPDX-License-Identifier: MIT
 *
 * stop.c: stopping and continuing processes.
 *
 * A thread takes a stop signal and sets process.stopped; every thread sleeps at its boundary
 * while that is set, and the last one to fall asleep tells the parent.  SIGCONT and the end
 * clear it, by being sent (signal.c).
 *
 * Locks: process_table_lock, then process.lock.
 */
#include "process.h"

#include <kernel/thread.h>

void stop_tell_parent_locked(struct process *p, int code, int status)
{
	struct process *parent = p->parent;
	bool wanted;

	if (!parent)
		return;
	spin_lock(&parent->lock);
	wanted = !(parent->actions[ABI_SIGCHLD - 1].flags & ABI_SA_NOCLDSTOP);
	spin_unlock(&parent->lock);
	if (wanted)
		process_tell_parent_locked(p, code, status);
	else
		wake_all(&parent->child_changed);
}

static void stop_locked(struct process *p, int signal) HF_REQUIRES(p->lock);
static void stop_locked(struct process *p, int signal)
{
	if (!p->stop_due || p->exiting)
		return;
	p->stop_due = false;
	p->stopped = true;
	p->stop_signal = signal;
	list_for_each(link, &p->tasks) {
		struct task *t = list_entry(link, struct task, link);

		if (t->thread)
			thread_interrupt(t->thread, THREAD_SIGNAL);
	}
}

void stop_begin(int signal)
{
	struct process *p = process_current();

	spin_lock(&process_table_lock);
	if (signal == ABI_SIGSTOP || !group_is_orphaned_locked(p->group, p->session, NULL)) {
		spin_lock(&p->lock);
		stop_locked(p, signal);
		spin_unlock(&p->lock);
	}
	spin_unlock(&process_table_lock);
}

void stop_report(struct process *p)
{
	bool all;
	int signal;

	spin_lock(&process_table_lock);
	spin_lock(&p->lock);
	all = p->stopped && p->task_count && p->stopped_count == p->task_count;
	signal = p->stop_signal;
	spin_unlock(&p->lock);
	if (all && p->news != NEWS_STOPPED) {
		p->news = NEWS_STOPPED;
		p->news_signal = signal;
		stop_tell_parent_locked(p, ABI_CLD_STOPPED, signal);
	}
	spin_unlock(&process_table_lock);
}

void stop_wait(void)
{
	struct process *p = process_current();
	struct waiter waiter;
	bool stopped;

	spin_lock(&p->lock);
	p->stopped_count++;
	spin_unlock(&p->lock);
	stop_report(p);
	do {
		wait_prepare(&p->continued, &waiter);
		spin_lock(&p->lock);
		/* Where exec wants to be alone, others have to end, stopped or not. */
		stopped = p->stopped && !p->survivor;
		spin_unlock(&p->lock);
		if (stopped)
			(void)wait_sleep(&p->continued, &waiter, 0);
		wait_finish(&p->continued, &waiter);
	} while (stopped);
	spin_lock(&p->lock);
	p->stopped_count--;
	spin_unlock(&p->lock);
}
