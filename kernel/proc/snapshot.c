/* SPDX-License-Identifier: MIT
 *
 * snapshot.c: what others are told of processes (kernel/process.h).
 *
 * A process is looked up by its number under process_table_lock, and what is read there is copied
 * before the unlock.  Its memory is shown through vm_shown, by a reference taken there and put
 * back after use: the process may end meanwhile.
 *
 * Locks: process_table_lock, in it process.lock or fd_table.lock; then, alone, vm.lock.
 */
#include "pagetable.h"
#include "process.h"
#include "tty.h"

#include "kernel/arch/user.h"
#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/string.h>

/* One that can be looked at: begun, and not gone. */
static struct process *find_locked(int pid) HF_REQUIRES(process_table_lock);
static struct process *find_locked(int pid)
{
	struct process *p = process_find_locked(pid);

	return p && p->state != PROCESS_STARTING ? p : NULL;
}

int process_current_pid(void)
{
	const struct process *p = process_current();

	return p ? p->pid : 0;
}

int process_next_pid(int pid)
{
	struct process *p = NULL;
	int next = 0;

	spin_lock(&process_table_lock);
	while ((p = process_next_locked(p)) != NULL) {
		if (p->state != PROCESS_STARTING && p->pid > pid && (!next || p->pid < next))
			next = p->pid;
	}
	spin_unlock(&process_table_lock);
	return next;
}

bool process_exists(int pid)
{
	bool exists;

	spin_lock(&process_table_lock);
	exists = find_locked(pid) != NULL;
	spin_unlock(&process_table_lock);
	return exists;
}

void process_counts(unsigned *running, unsigned *all, int *last_pid)
{
	struct process *p = NULL;

	*running = *all = 0;
	*last_pid = 0;
	spin_lock(&process_table_lock);
	while ((p = process_next_locked(p)) != NULL) {
		*running += p->state == PROCESS_RUNNING;
		(*all)++;
		if (p->pid > *last_pid)
			*last_pid = p->pid;
	}
	spin_unlock(&process_table_lock);
}

/* A thread that is not asleep runs, or would if it had a CPU. */
static bool runs_locked(const struct process *p, const struct task *t) HF_REQUIRES(p->lock);
static bool runs_locked(const struct process *p, const struct task *t)
{
	(void)p;                /* it is in the declaration */
	return t->thread && !(READ_ONCE(t->thread->sleep) & SLEEP_ASLEEP);
}

/* What the threads say. */
static void look_at_tasks(struct process *p, struct process_info *out)
	HF_REQUIRES(process_table_lock);
static void look_at_tasks(struct process *p, struct process_info *out)
{
	out->state = p->state == PROCESS_ZOMBIE ? 'Z' : 'S';
	spin_lock(&p->lock);
	out->run_ns = p->ended_run_ns;
	out->threads = p->task_count;
	list_for_each(pos, &p->tasks) {
		const struct task *t = list_entry(pos, struct task, link);

		out->run_ns += user_state_run_ns(&t->user);
		if (out->state == 'S' && runs_locked(p, t))
			out->state = 'R';
	}
	if (p->stopped && out->state != 'Z')
		out->state = 'T';
	spin_unlock(&p->lock);
}

/* Everything but the memory, which comes back by reference; NULL: none. */
static struct vm *look_locked(struct process *p, struct process_info *out)
	HF_REQUIRES(process_table_lock);
static struct vm *look_locked(struct process *p, struct process_info *out)
{
	int session, group;

	tty_owner_locked(&session, &group);
	out->pid = p->pid;
	out->parent = p->parent ? p->parent->pid : 0;
	out->group = p->group;
	out->session = p->session;
	out->terminal_group = session && session == p->session ? group : -1;
	memcpy(out->name, p->name, sizeof(out->name));
	out->name[sizeof(out->name) - 1] = 0;
	out->start_ns = p->start_ns;
	out->children_run_ns = p->children_run_ns;
	look_at_tasks(p, out);
	return p->vm_shown ? vm_get(p->vm_shown) : NULL;
}

int process_info_get(int pid, struct process_info *out)
{
	struct vm *vm = NULL;
	struct process *p;

	memset(out, 0, sizeof(*out));
	spin_lock(&process_table_lock);
	p = find_locked(pid);
	if (p)
		vm = look_locked(p, out);
	spin_unlock(&process_table_lock);
	if (!p)
		return -ESRCH;
	if (vm) {
		out->pages = vm_page_count(vm);
		vm_put(vm);
	}
	return 0;
}

/* A reference to the memory of a process; NULL: it has none.  -ESRCH. */
static int vm_of(int pid, struct vm **out)
{
	struct process *p;

	*out = NULL;
	spin_lock(&process_table_lock);
	p = find_locked(pid);
	if (p && p->vm_shown)
		*out = vm_get(p->vm_shown);
	spin_unlock(&process_table_lock);
	return p ? 0 : -ESRCH;
}

ssize_t process_arguments(int pid, char *buf, size_t cap)
{
	struct vm *vm;
	ssize_t len = vm_of(pid, &vm);

	if (len || !vm)
		return len;
	len = vm_copy_arguments(vm, buf, cap);
	vm_put(vm);
	return len;
}

/* Neighbours with the same rights are one range. */
static void ranges_locked(struct vm *vm, process_range_fn emit, void *arg) HF_REQUIRES(vm->lock);
static void ranges_locked(struct vm *vm, process_range_fn emit, void *arg)
{
	user_addr_t at = 0, start = 0, end = 0;
	unsigned rights = 0;
	uint64_t *entry;

	while ((entry = pagetable_next(vm->root, &at, VM_TOP)) != NULL) {
		unsigned now = pagetable_prot(*entry);

		if (start == end || at != end || now != rights) {
			if (start != end && !emit(arg, start, end, rights))
				return;
			start = at;
			rights = now;
		}
		at += PAGE_SIZE;
		end = at;
	}
	if (start != end)
		(void)emit(arg, start, end, rights);
}

int process_ranges(int pid, process_range_fn emit, void *arg)
{
	struct vm *vm;
	int rc = vm_of(pid, &vm);

	if (rc || !vm)
		return rc;
	mutex_lock(&vm->lock);
	ranges_locked(vm, emit, arg);
	mutex_unlock(&vm->lock);
	vm_put(vm);
	return 0;
}

int process_next_fd(int pid, int fd)
{
	struct process *p;
	int next;

	spin_lock(&process_table_lock);
	p = find_locked(pid);
	next = p ? fd_next(&p->files, fd) : -1;
	spin_unlock(&process_table_lock);
	return next;
}

_Static_assert((int)PROCESS_CWD == (int)FD_CWD && (int)PROCESS_PROGRAM == (int)FD_PROGRAM,
	       "one numbering");

ssize_t process_file_path(int pid, int fd, char *buf, size_t cap)
{
	struct process *p;
	ssize_t len;

	spin_lock(&process_table_lock);
	p = find_locked(pid);
	len = p ? fd_describe(&p->files, fd, buf, cap) : -ENOENT;
	spin_unlock(&process_table_lock);
	return len;
}
