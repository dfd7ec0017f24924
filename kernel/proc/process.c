/* SPDX-License-Identifier: MIT
 *
 * process.c: the process table: slots, and the numbers of processes and threads.
 *
 * Locks: process_table_lock guards who is whose child, in which group, in which state; it is
 * held for a pass over the table and nothing else.
 */
#include "process.h"

#include <kernel/errno.h>
#include <kernel/string.h>
#include <kernel/time.h>

DEFINE_SPINLOCK(process_table_lock, no_preempt);
static struct process processes[PROCESS_MAX];

static uint64_t tids_used[PID_MAX / 64 + 1] HF_GUARDED_BY(process_table_lock);
static unsigned tid_count HF_GUARDED_BY(process_table_lock);
static int last_tid HF_GUARDED_BY(process_table_lock);

void process_table_init(void)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		wait_queue_init(&processes[i].child_changed);
		wait_queue_init(&processes[i].continued);
		wait_queue_init(&processes[i].tasks_changed);
		spin_init(process, lock, &processes[i]);
	}
}

/* A number stays taken while a process, a group or a session goes by it, too. */
static bool id_is_used_locked(int id) HF_REQUIRES(process_table_lock);
static bool id_is_used_locked(int id)
{
	if (tids_used[id / 64] >> id % 64 & 1)
		return true;
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *p = &processes[i];

		if (p->state != PROCESS_FREE &&
		    (p->pid == id || p->group == id || p->session == id))
			return true;
	}
	return false;
}

int tid_take(void)
{
	int tid = -EAGAIN;

	spin_lock(&process_table_lock);
	if (tid_count < TASK_MAX) {
		do
			last_tid = last_tid % PID_MAX + 1;
		while (id_is_used_locked(last_tid));
		tid = last_tid;
		tids_used[tid / 64] |= 1ull << tid % 64;
		tid_count++;
	}
	spin_unlock(&process_table_lock);
	return tid;
}

void tid_give_back(int tid)
{
	spin_lock(&process_table_lock);
	tids_used[tid / 64] &= ~(1ull << tid % 64);
	tid_count--;
	spin_unlock(&process_table_lock);
}

void tid_exchange(int old, int pid)
{
	spin_lock(&process_table_lock);
	tids_used[old / 64] &= ~(1ull << old % 64);
	tids_used[pid / 64] |= 1ull << pid % 64;
	spin_unlock(&process_table_lock);
}

static struct process *claim_slot_locked(struct process *parent)
	HF_REQUIRES(process_table_lock);
static struct process *claim_slot_locked(struct process *parent)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *p = &processes[i];

		if (p->state != PROCESS_FREE)
			continue;
		p->state = PROCESS_STARTING;
		p->parent = parent;
		p->group = parent ? parent->group : 0;
		p->session = parent ? parent->session : 0;
		p->has_run_exec = false;
		p->exit_status = 0;
		p->news = NEWS_NONE;
		p->vm_shown = NULL;
		p->children_run_ns = 0;
		memset(p->name, 0, sizeof(p->name));
		/* Not to be found by any number until it has its own. */
		p->pid = 0;
		return p;
	}
	return NULL;
}

/* What the threads of a process share, as a new one finds it. */
static void reset(struct process *p)
{
	spin_lock(&p->lock);
	list_init(&p->tasks);
	p->task_count = 0;
	p->stopped_count = 0;
	p->survivor = NULL;
	p->exiting = false;
	p->stopped = false;
	p->stop_due = false;
	memset(p->actions, 0, sizeof(p->actions));
	p->pending.bits = 0;
	p->pending.queued = 0;
	p->alarm_ns = 0;
	p->alarm_every_ns = 0;
	p->ended_run_ns = 0;
	p->nice = 0;
	spin_unlock(&p->lock);
	p->vm = NULL;
	p->vfork = NULL;
	p->start_ns = clock_ns();
	fd_table_init(&p->files);
}

int process_alloc(struct process *parent, struct task **out)
{
	struct process *p;
	int rc;

	spin_lock(&process_table_lock);
	p = claim_slot_locked(parent);
	spin_unlock(&process_table_lock);
	if (!p)
		return -EAGAIN;
	reset(p);
	rc = task_alloc(p, out);
	spin_lock(&process_table_lock);
	if (rc) {
		process_free_locked(p);
	} else {
		p->pid = (*out)->tid;
		if (!parent) {
			p->group = p->pid;
			p->session = p->pid;
		}
	}
	spin_unlock(&process_table_lock);
	return rc;
}

void process_set_name(struct process *p, const char *name)
{
	spin_lock(&process_table_lock);
	(void)strlcpy(p->name, name, sizeof(p->name));
	spin_unlock(&process_table_lock);
}

void process_get_name(struct process *p, char out[PROCESS_NAME_BYTES])
{
	spin_lock(&process_table_lock);
	memcpy(out, p->name, PROCESS_NAME_BYTES);
	spin_unlock(&process_table_lock);
}

void process_free_locked(struct process *p)
{
	p->state = PROCESS_FREE;
	p->pid = 0;
}

void process_release(struct process *p)
{
	struct vm *vm;

	fd_close_all(&p->files);
	spin_lock(&process_table_lock);
	p->vm_shown = NULL;
	spin_unlock(&process_table_lock);
	vm = p->vm;
	p->vm = NULL;
	if (vm)
		vm_put(vm);
}

void process_abandon(struct task *first)
{
	struct process *p = first->process;

	process_release(p);
	task_free(first);
	spin_lock(&process_table_lock);
	process_free_locked(p);
	spin_unlock(&process_table_lock);
}

int process_start(struct task *first)
{
	struct process *p = first->process;
	int rc;

	spin_lock(&process_table_lock);
	p->state = PROCESS_RUNNING;
	p->vm_shown = p->vm;
	spin_unlock(&process_table_lock);
	rc = task_start(first);
	if (rc) {
		spin_lock(&process_table_lock);
		p->state = PROCESS_STARTING;
		spin_unlock(&process_table_lock);
	}
	return rc;
}

struct process *process_find_locked(int pid)
{
	for (unsigned i = 0; i < PROCESS_MAX; i++) {
		struct process *p = &processes[i];

		if ((p->state == PROCESS_RUNNING || p->state == PROCESS_ZOMBIE) && p->pid == pid)
			return p;
	}
	return NULL;
}

struct process *process_next_locked(struct process *p)
{
	for (p = p ? p + 1 : processes; p < processes + PROCESS_MAX; p++) {
		if (p->state != PROCESS_FREE)
			return p;
	}
	return NULL;
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
