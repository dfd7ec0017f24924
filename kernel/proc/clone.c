/* SPDX-License-Identifier: MIT
 *
 * clone.c: fork, vfork and threads.
 *
 * The new one is complete before anybody knows of it; then it starts, and from then on it
 * belongs to itself.
 */
#include "clone.h"

#include "process.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

static struct vfork_wait *vfork_wait_create(void)
{
	struct vfork_wait *w = kzalloc(sizeof(*w));

	if (!w)
		return NULL;
	w->refs = 2;
	wait_queue_init(&w->returned);
	return w;
}

void vfork_wait_put(struct vfork_wait *w)
{
	if (__atomic_fetch_sub(&w->refs, 1, __ATOMIC_ACQ_REL) == 1)
		kfree(w);
}

/* The address space comes back when the child has another one or has ended.  A parent that is
 * to end itself does not wait: its reference to the address space is its own. */
static void wait_for_vm(struct vfork_wait *w) HF_MAY_BLOCK;
static void wait_for_vm(struct vfork_wait *w)
{
	struct waiter waiter;
	bool done;
	int rc = 0;

	do {
		wait_prepare(&w->returned, &waiter);
		done = __atomic_load_n(&w->done, __ATOMIC_ACQUIRE);
		if (!done)
			rc = wait_sleep_killable(&w->returned, &waiter, 0);
		wait_finish(&w->returned, &waiter);
	} while (!done && !rc);
	vfork_wait_put(w);
}

/* Registers and what else a thread begins with. */
static void inherit(struct task *t, const struct trap_frame *frame,
		    const struct clone_request *request)
{
	struct task *me = task_current();

	user_state_capture(&t->user);
	t->user.run_ticks = 0;
	if (request->flags & ABI_CLONE_SETTLS)
		t->user.tpidr = request->tls;
	t->start = *frame;
	t->start.x[0] = 0;
	if (request->stack)
		t->start.sp = request->stack;
	t->mask = me->mask;
	if (request->flags & ABI_CLONE_CHILD_CLEARTID)
		t->clear_tid = request->child_tid;
}

static void copy_identity(struct process *to, struct process *from)
{
	struct abi_sigaction actions[ABI_SIGNAL_COUNT];
	char name[PROCESS_NAME_BYTES];
	int nice;

	process_get_name(from, name);
	process_set_name(to, name);
	/* By way of a copy: two process.locks are never held together. */
	spin_lock(&from->lock);
	memcpy(actions, from->actions, sizeof(actions));
	nice = from->nice;
	spin_unlock(&from->lock);
	spin_lock(&to->lock);
	memcpy(to->actions, actions, sizeof(actions));
	to->nice = nice;
	spin_unlock(&to->lock);
}

static int write_tid(struct vm *vm, user_addr_t to, int tid) HF_MAY_BLOCK;
static int write_tid(struct vm *vm, user_addr_t to, int tid)
{
	return vm_copy_out(vm, to, &tid, sizeof(tid));
}

/* Linux carries on where a number can't be stored, too. */
static void tell_tids(const struct clone_request *request, struct vm *child_vm, int tid)
	HF_MAY_BLOCK;
static void tell_tids(const struct clone_request *request, struct vm *child_vm, int tid)
{
	if (request->flags & ABI_CLONE_PARENT_SETTID)
		(void)write_tid(process_current()->vm, request->parent_tid, tid);
	if (request->flags & ABI_CLONE_CHILD_SETTID)
		(void)write_tid(child_vm, request->child_tid, tid);
}

static int make_process(const struct trap_frame *frame, const struct clone_request *request,
			struct vfork_wait *w) HF_MAY_BLOCK;
static int make_process(const struct trap_frame *frame, const struct clone_request *request,
			struct vfork_wait *w)
{
	struct process *me = process_current(), *child;
	struct task *t;
	int pid, rc;

	rc = process_alloc(me, &t);
	if (rc)
		return rc;
	child = t->process;
	pid = t->tid;
	copy_identity(child, me);
	inherit(t, frame, request);
	t->signal_stack = task_current()->signal_stack;
	fd_copy(&child->files, &me->files);
	if (request->flags & ABI_CLONE_VM)
		child->vm = vm_get(me->vm);
	else
		rc = vm_copy(me->vm, &child->vm);
	if (!rc) {
		tell_tids(request, child->vm, pid);
		child->vfork = w;
		rc = process_start(t);
	}
	if (rc) {
		process_abandon(t);
		return rc;
	}
	return pid;
}

int clone_process(const struct trap_frame *frame, const struct clone_request *request)
{
	struct vfork_wait *w = NULL;
	int pid;

	if (request->flags & ABI_CLONE_VFORK) {
		w = vfork_wait_create();
		if (!w)
			return -ENOMEM;
	}
	pid = make_process(frame, request, w);
	if (!w)
		return pid;
	if (pid < 0)
		kfree(w);
	else
		wait_for_vm(w);
	return pid;
}

int clone_thread(const struct trap_frame *frame, const struct clone_request *request)
{
	struct process *me = process_current();
	struct task *t;
	int rc, tid;

	rc = task_alloc(me, &t);
	if (rc)
		return rc;
	tid = t->tid;
	inherit(t, frame, request);
	tell_tids(request, me->vm, tid);
	rc = task_start(t);
	if (rc) {
		task_free(t);
		return rc;
	}
	return tid;
}
