/* SPDX-License-Identifier: MIT
 *
 * exit.c: the end of a process, after that of its last thread.
 *
 * In this order: its files, its address space, its terminal, its children's parent; then it
 * becomes a zombie, and only then its parent is told.  So whoever learns of the end finds
 * nothing of the process left but its status.
 *
 * Locks: process_table_lock, once, for everything that others can see.
 */
#include "process.h"
#include "tty.h"

#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>

void process_return_vm(struct process *p)
{
	struct vfork_wait *w = p->vfork;

	if (!w)
		return;
	p->vfork = NULL;
	__atomic_store_n(&w->done, true, __ATOMIC_RELEASE);
	wake_all(&w->returned);
	vfork_wait_put(w);
}

void process_replace_vm(struct vm *vm)
{
	struct task *t = task_current();
	struct process *p = t->process;
	struct vm *old = p->vm;

	spin_lock(&process_table_lock);
	p->vm = vm;
	p->vm_shown = vm;
	p->has_run_exec = true;
	spin_unlock(&process_table_lock);
	task_attach_user(NULL);
	memset(&t->user, 0, offsetof(struct user_state, run_ticks));
	t->user.space = &vm->space;
	task_attach_user(&t->user);
	vm_put(old);
	process_return_vm(p);
}

/* A group whose last link to its session goes with p: what has stopped there would stay so
 * for ever. */
static void release_group_locked(int group, int session, const struct process *without)
	HF_REQUIRES(process_table_lock);
static void release_group_locked(int group, int session, const struct process *without)
{
	static const struct signal_info info = { .code = ABI_SI_KERNEL };

	if (!group_is_orphaned_locked(group, session, without) ||
	    !group_has_stopped_locked(group))
		return;
	(void)signal_send_group_locked(group, ABI_SIGHUP, &info);
	(void)signal_send_group_locked(group, ABI_SIGCONT, &info);
}

/* Hands p's children to `to`.  Those that have ended already and that nobody will wait for
 * are freed. */
static void pass_on_children_locked(struct process *p, struct process *to)
	HF_REQUIRES(process_table_lock);
static void pass_on_children_locked(struct process *p, struct process *to)
{
	for (struct process *c = process_next_locked(NULL); c; c = process_next_locked(c)) {
		if (c->parent != p)
			continue;
		c->parent = to;
		if (c->state == PROCESS_ZOMBIE) {
			if (to)
				process_tell_parent_locked(c, ABI_CLD_EXITED, c->exit_status);
			else
				process_free_locked(c);
		} else if (c->group != p->group && c->session == p->session) {
			release_group_locked(c->group, c->session, NULL);
		}
	}
}

void process_tell_parent_locked(struct process *p, int code, int status)
{
	const struct signal_info info = { .code = code, .pid = p->pid, .status = status };

	if (!p->parent)
		return;
	(void)signal_send_locked(p->parent, 0, ABI_SIGCHLD, &info);
	wake_all(&p->parent->child_changed);
}

static void tell_end_locked(struct process *p, int status) HF_REQUIRES(process_table_lock);
static void tell_end_locked(struct process *p, int status)
{
	bool killed = status & 0x7f;

	p->exit_status = status;
	p->state = PROCESS_ZOMBIE;
	if (p->parent)
		process_tell_parent_locked(p, killed ? ABI_CLD_KILLED : ABI_CLD_EXITED,
					   killed ? status & 0x7f : status >> 8 & 0xff);
	if (!p->parent || signal_children_unwanted_locked(p->parent))
		process_free_locked(p);
}

static void report_first(struct process *p, int status)
{
	char name[PROCESS_NAME_BYTES];

	process_get_name(p, name);
	kprintf(LOG_WARNING, "process 1 (%s) ended, status 0x%x: no new services\n", name,
		(unsigned)status);
}

void process_finish(struct process *p, int status)
{
	struct process *first;

	if (p->pid == 1)
		report_first(p, status);
	process_release(p);
	process_return_vm(p);

	spin_lock(&process_table_lock);
	if (p->session == p->pid)
		tty_session_ends_locked(p->session);
	release_group_locked(p->group, p->session, p);
	first = p->pid == 1 ? NULL : process_find_locked(1);
	if (first && first->state != PROCESS_RUNNING)
		first = NULL;
	pass_on_children_locked(p, first);
	tell_end_locked(p, status);
	spin_unlock(&process_table_lock);
}
