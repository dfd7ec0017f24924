/* SPDX-License-Identifier: MIT
 *
 * task.c: the threads of programs: how they begin and end.
 *
 * A thread of a program ends at its boundary only, by itself, with nothing held: whoever
 * wants another one's end sets `exiting` or `survivor` and interrupts it (THREAD_KILL).  What
 * it was doing unwinds, since killable and interruptible waits return.
 *
 * Locks: process.lock guards the list of threads.  A task is freed by its own thread, after it
 * has left the list.
 */
#include "futex.h"
#include "process.h"

#include "kernel/arch/sysreg.h"
#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/string.h>
#include <kernel/thread.h>

struct task *task_current(void)
{
	return thread_current()->proc;
}

struct process *process_current(void)
{
	struct task *t = task_current();

	return t ? t->process : NULL;
}

void task_attach_user(struct user_state *user)
{
	unsigned long flags = irq_save();
	struct thread *t = thread_current();

	t->user = user;
	user_state_load(t);
	irq_restore(flags);
}

int task_alloc(struct process *p, struct task **out)
{
	struct task *t = kzalloc(sizeof(*t));
	int tid;

	if (!t)
		return -ENOMEM;
	tid = tid_take();
	if (tid < 0) {
		kfree(t);
		return tid;
	}
	t->process = p;
	t->tid = tid;
	t->signal_stack.flags = ABI_SS_DISABLE;
	list_init(&t->link);
	*out = t;
	return 0;
}

void task_free(struct task *t)
{
	tid_give_back(t->tid);
	kfree(t);
}

/* Every thread of every program. */
static void task_run(void *arg)
{
	struct task *t = arg;
	struct process *p = t->process;
	struct trap_frame *frame = thread_user_frame(thread_current());

	thread_current()->proc = t;
	*frame = t->start;
	spin_lock(&p->lock);
	t->thread = thread_current();
	/* What was sent before it could be interrupted. */
	thread_interrupt(t->thread, THREAD_SIGNAL);
	task_apply_priority_locked(p, t);
	spin_unlock(&p->lock);
	task_attach_user(&t->user);
	user_enter(frame);
}

int task_start(struct task *t)
{
	struct process *p = t->process;
	char name[PROCESS_NAME_BYTES];
	int rc = 0;

	t->user.space = &p->vm->space;
	spin_lock(&p->lock);
	if (p->exiting || p->survivor) {
		rc = -EINTR;
	} else {
		list_add_tail(&p->tasks, &t->link);
		p->task_count++;
	}
	spin_unlock(&p->lock);
	if (rc)
		return rc;
	process_get_name(p, name);
	rc = thread_create_on(name, task_run, t, THREAD_NORMAL,
			      thread_affinity(thread_current()), NULL);
	if (rc) {
		spin_lock(&p->lock);
		list_remove(&t->link);
		p->task_count--;
		spin_unlock(&p->lock);
	}
	return rc;
}

static void kill_tasks_locked(struct process *p) HF_REQUIRES(p->lock);
static void kill_tasks_locked(struct process *p)
{
	list_for_each(link, &p->tasks) {
		struct task *t = list_entry(link, struct task, link);

		if (t->thread && t != p->survivor)
			thread_interrupt(t->thread, THREAD_SIGNAL | THREAD_KILL);
	}
	wake_all(&p->continued);
}

void process_end_locked(struct process *p, int status)
{
	if (p->exiting)
		return;
	p->exiting = true;
	p->group_status = status;
	p->survivor = NULL;
	p->stopped = false;
	kill_tasks_locked(p);
}

int task_end_others(void)
{
	struct process *p = process_current();
	struct waiter waiter;
	int rc = 0;

	spin_lock(&p->lock);
	if (p->exiting || p->survivor) {
		rc = -EINTR;
	} else {
		p->survivor = task_current();
		kill_tasks_locked(p);
	}
	spin_unlock(&p->lock);
	while (!rc) {
		bool alone;

		wait_prepare(&p->tasks_changed, &waiter);
		spin_lock(&p->lock);
		alone = p->task_count == 1;
		if (alone)
			p->survivor = NULL;
		spin_unlock(&p->lock);
		if (!alone)
			rc = wait_sleep_killable(&p->tasks_changed, &waiter, 0);
		wait_finish(&p->tasks_changed, &waiter);
		if (alone)
			break;
	}
	return rc;
}

bool vm_is_used_by_others(struct process *p)
{
	bool others;

	spin_lock(&p->lock);
	others = p->task_count > 1;
	spin_unlock(&p->lock);
	return others || __atomic_load_n(&p->vm->refs, __ATOMIC_RELAXED) > 1;
}

/* Off the list.  True: it was the last one. */
static bool leave(struct process *p, struct task *t, int *status)
{
	bool last;

	spin_lock(&p->lock);
	list_remove(&t->link);
	t->thread = NULL;
	last = --p->task_count == 0;
	signal_pass_on_locked(p);
	p->ended_run_ns += user_state_run_ns(&t->user);
	if (last) {
		if (p->exiting)
			*status = p->group_status;
		p->exiting = true;
	}
	spin_unlock(&p->lock);
	return last;
}

void task_exit(int status)
{
	struct task *t = task_current();
	struct process *p = t->process;

	futex_task_ends(t);
	task_attach_user(NULL);
	if (leave(p, t, &status)) {
		process_finish(p, status);
	} else {
		/* The one that has stayed may be a process that is gone, or another one. */
		wake_all(&p->tasks_changed);
		stop_report(p);
	}
	thread_current()->proc = NULL;
	task_free(t);
	thread_exit();
}

void process_exit(int status)
{
	struct process *p = process_current();

	spin_lock(&p->lock);
	process_end_locked(p, status);
	spin_unlock(&p->lock);
	task_exit(status);
}
