/* SPDX-License-Identifier: MIT
 *
 * process.c: the process table, and how a process begins, waits and ends.
 *
 * The end of a process, in this order: its files, its address space, its children's
 * parent; then it becomes a zombie, and only then its parent is told.  So whoever
 * learns of the end finds nothing of the process left but its status.
 *
 * Locks: process_table_lock guards who is whose child and in which state; it is
 * held for a pass over the table and nothing else.  Wake-ups come after it.
 */
#include "process.h"

#include "kernel/arch/sysreg.h"
#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>

DEFINE_SPINLOCK(process_table_lock, no_preempt);
static struct process processes[PROCESS_MAX];
static int last_pid HF_GUARDED_BY(process_table_lock);

struct process *process_current(void)
{
	return thread_current()->proc;
}

/* Makes `user` (NULL: nothing) the lower half and the FP registers of this thread. */
static void attach_user(struct user_state *user)
{
	unsigned long flags = irq_save();
	struct thread *t = thread_current();

	t->user = user;
	user_state_load(t);
	irq_restore(flags);
}

static bool pid_used_locked(int pid) HF_REQUIRES(process_table_lock);
static bool pid_used_locked(int pid)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		if (processes[i].state != PROCESS_FREE && processes[i].pid == pid)
			return true;
	}
	return false;
}

static struct process *claim_slot_locked(void) HF_REQUIRES(process_table_lock);
static struct process *claim_slot_locked(void)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *p = &processes[i];

		if (p->state != PROCESS_FREE)
			continue;
		do {
			last_pid = last_pid % PID_MAX + 1;
		} while (pid_used_locked(last_pid));
		p->state = PROCESS_STARTING;
		p->pid = last_pid;
		return p;
	}
	return NULL;
}

void process_table_init(void)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		wait_queue_init(&processes[i].vm_returned);
		wait_queue_init(&processes[i].child_changed);
	}
}

int process_alloc(struct process *parent, struct process **out)
{
	struct process *p;

	spin_lock(&process_table_lock);
	p = claim_slot_locked();
	if (p) {
		p->parent = parent;
		p->exit_status = 0;
	}
	spin_unlock(&process_table_lock);
	if (!p)
		return -EAGAIN;
	memset(&p->user, 0, sizeof(p->user));
	memset(p->name, 0, sizeof(p->name));
	p->vm = NULL;
	fd_table_init(&p->files);
	memset(&p->start, 0, sizeof(p->start));
	memset(p->actions, 0, sizeof(p->actions));
	p->signal_mask = 0;
	p->signal_pending = 0;
	p->borrows_vm = false;
	*out = p;
	return 0;
}

/* What a process holds besides its slot. */
static void release_resources(struct process *p) HF_MAY_BLOCK;
static void release_resources(struct process *p)
{
	struct vm *vm = p->vm;

	fd_close_all(&p->files);
	p->vm = NULL;
	if (vm)
		vm_put(vm);
}

void process_abandon(struct process *p)
{
	release_resources(p);
	spin_lock(&process_table_lock);
	p->state = PROCESS_FREE;
	spin_unlock(&process_table_lock);
}

/* The thread of every process. */
static void process_thread(void *arg)
{
	struct process *p = arg;
	struct trap_frame *frame = thread_user_frame(thread_current());

	thread_current()->proc = p;
	*frame = p->start;
	attach_user(&p->user);
	trap_return(frame);
}

int process_start(struct process *p)
{
	int rc;

	p->user.ttbr0 = p->vm->ttbr0;
	spin_lock(&process_table_lock);
	p->state = PROCESS_RUNNING;
	spin_unlock(&process_table_lock);
	rc = thread_create(p->name, process_thread, p, NULL);
	if (rc) {
		spin_lock(&process_table_lock);
		p->state = PROCESS_STARTING;
		spin_unlock(&process_table_lock);
	}
	return rc;
}

/* Tells vfork's parent that its address space is its own again. */
static void return_vm(struct process *p)
{
	if (!p->borrows_vm)
		return;
	__atomic_store_n(&p->borrows_vm, false, __ATOMIC_RELEASE);
	wake_all(&p->vm_returned);
}

void process_replace_vm(struct vm *vm)
{
	struct process *p = process_current();
	struct vm *old = p->vm;

	p->vm = vm;
	attach_user(NULL);
	memset(&p->user, 0, sizeof(p->user));
	p->user.ttbr0 = vm->ttbr0;
	attach_user(&p->user);
	vm_put(old);
	return_vm(p);
}

/* Hands p's children to process 1.  Those that have ended already and that nobody will
 * wait for are freed. True: process 1 has something to look at. */
static bool pass_on_children_locked(struct process *p, struct process *to)
	HF_REQUIRES(process_table_lock);
static bool pass_on_children_locked(struct process *p, struct process *to)
{
	bool zombies = false;

	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *child = &processes[i];

		if (child->state == PROCESS_FREE || child->parent != p)
			continue;
		child->parent = to;
		if (child->state != PROCESS_ZOMBIE)
			continue;
		if (to)
			zombies = true;
		else
			child->state = PROCESS_FREE;
	}
	return zombies;
}

static struct process *find_running_locked(int pid) HF_REQUIRES(process_table_lock);
static struct process *find_running_locked(int pid)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		if (processes[i].state == PROCESS_RUNNING && processes[i].pid == pid)
			return &processes[i];
	}
	return NULL;
}

void process_exit(int status)
{
	struct process *p = process_current();
	struct process *parent, *first;
	bool tell_first;

	if (p->pid == 1)
		kprintf(LOG_ERR, "process 1 (%s) ended, status 0x%x: no new services\n", p->name,
			(unsigned)status);
	attach_user(NULL);
	release_resources(p);
	return_vm(p);

	spin_lock(&process_table_lock);
	first = p->pid == 1 ? NULL : find_running_locked(1);
	tell_first = pass_on_children_locked(p, first);
	parent = p->parent;
	p->exit_status = status;
	p->state = parent ? PROCESS_ZOMBIE : PROCESS_FREE;
	spin_unlock(&process_table_lock);

	/* p may belong to someone else from here on. */
	if (parent)
		wake_all(&parent->child_changed);
	if (tell_first)
		wake_all(&first->child_changed);
	thread_exit();
}

/* A child that ended: frees its slot and gives its pid; 0: none yet. */
static int reap_locked(struct process *p, int pid, int *status) HF_REQUIRES(process_table_lock);
static int reap_locked(struct process *p, int pid, int *status)
{
	int rc = -ECHILD;

	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *child = &processes[i];

		if (child->state == PROCESS_FREE || child->parent != p ||
		    (pid != -1 && child->pid != pid))
			continue;
		if (child->state == PROCESS_ZOMBIE) {
			child->state = PROCESS_FREE;
			*status = child->exit_status;
			return child->pid;
		}
		rc = 0;
	}
	return rc;
}

static int reap(struct process *p, int pid, int *status)
{
	int rc;

	spin_lock(&process_table_lock);
	rc = reap_locked(p, pid, status);
	spin_unlock(&process_table_lock);
	return rc;
}

int process_wait(int pid, bool wait, int *status)
{
	struct process *p = process_current();
	struct waiter waiter;
	int rc;

	for (;;) {
		wait_prepare(&p->child_changed, &waiter);
		rc = reap(p, pid, status);
		if (rc || !wait)
			break;
		(void)wait_sleep(&p->child_changed, &waiter, 0);
	}
	wait_finish(&p->child_changed, &waiter);
	return rc;
}

int process_parent_pid(void)
{
	struct process *p = process_current();
	int pid;

	spin_lock(&process_table_lock);
	pid = p->parent ? p->parent->pid : 0;
	spin_unlock(&process_table_lock);
	return pid;
}

/* The registers that are not in a trap frame. */
static void copy_live_user_state(struct user_state *to)
{
	unsigned long flags = irq_save();

	user_fp_save(to);
	to->tpidr = sysreg_read(tpidr_el0);
	irq_restore(flags);
}

int process_fork(const struct trap_frame *frame, user_addr_t stack, bool vfork)
{
	struct process *p = process_current();
	struct process *child;
	int pid, rc;

	rc = process_alloc(p, &child);
	if (rc)
		return rc;
	pid = child->pid;
	memcpy(child->name, p->name, sizeof(child->name));
	memcpy(child->actions, p->actions, sizeof(child->actions));
	child->signal_mask = p->signal_mask;
	copy_live_user_state(&child->user);
	child->start = *frame;
	child->start.x[0] = 0;
	if (stack)
		child->start.sp = stack;
	fd_copy(&child->files, &p->files);
	if (vfork)
		child->vm = vm_get(p->vm);
	else
		rc = vm_copy(p->vm, &child->vm);
	child->borrows_vm = vfork;
	if (!rc)
		rc = process_start(child);
	if (rc) {
		process_abandon(child);
		return rc;
	}
	/* The slot stays the child's: only this thread could free it. */
	if (vfork)
		wait_event(&child->vm_returned,
			   !__atomic_load_n(&child->borrows_vm, __ATOMIC_ACQUIRE));
	return pid;
}
