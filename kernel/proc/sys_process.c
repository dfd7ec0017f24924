/* SPDX-License-Identifier: MIT
 *
 * sys_process.c: system calls that make, replace, end, wait for and group processes.
 */
#include "clone.h"
#include "exec.h"
#include "futex.h"
#include "group.h"
#include "process.h"
#include "syscall.h"
#include "sys_path.h"
#include "sys_usage.h"
#include "user_copy.h"
#include "wait_child.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/thread.h>

/* The calling thread only. */
long sys_exit(const struct syscall_args *a)
{
	task_exit(ABI_STATUS_EXITED((int)a->arg[0]));
}

long sys_exit_group(const struct syscall_args *a)
{
	process_exit(ABI_STATUS_EXITED((int)a->arg[0]));
}

/* The word to clear when the thread ends. */
long sys_set_tid_address(const struct syscall_args *a)
{
	struct task *t = task_current();

	t->clear_tid = a->arg[0];
	return t->tid;
}

long sys_gettid(const struct syscall_args *a)
{
	(void)a;
	return task_current()->tid;
}

long sys_getpid(const struct syscall_args *a)
{
	(void)a;
	return process_current()->pid;
}

long sys_getppid(const struct syscall_args *a)
{
	(void)a;
	return process_parent_pid();
}

/* What a thread shares with its process, all of it: sharing by halves is not offered. */
enum {
	CLONE_THREAD_FLAGS = ABI_CLONE_VM | ABI_CLONE_FS | ABI_CLONE_FILES | ABI_CLONE_SIGHAND |
			     ABI_CLONE_THREAD,
	CLONE_TID_FLAGS = ABI_CLONE_SETTLS | ABI_CLONE_PARENT_SETTID | ABI_CLONE_CHILD_CLEARTID |
			  ABI_CLONE_CHILD_SETTID,
};

long sys_clone(const struct syscall_args *a)
{
	const struct clone_request request = {
		.flags = a->arg[0] & ~(uint64_t)ABI_CLONE_SIGNAL,
		.stack = a->arg[1],
		.parent_tid = a->arg[2],
		.tls = a->arg[3],
		.child_tid = a->arg[4],
	};
	const uint64_t kind = request.flags & ~(uint64_t)CLONE_TID_FLAGS;
	const uint64_t signal = a->arg[0] & ABI_CLONE_SIGNAL;

	if ((kind & ~(uint64_t)(ABI_CLONE_SYSVSEM | ABI_CLONE_DETACHED)) == CLONE_THREAD_FLAGS)
		return clone_thread(a->frame, &request);
	/* A new process tells its parent with SIGCHLD. */
	if (signal != ABI_SIGCHLD)
		return -EINVAL;
	if (kind == 0 || kind == (ABI_CLONE_VM | ABI_CLONE_VFORK))
		return clone_process(a->frame, &request);
	return -EINVAL;
}

/* Adds the strings of a NULL-terminated array in the program. */
static int add_strings(struct exec_strings *s, user_addr_t array, unsigned *count) HF_MAY_BLOCK;
static int add_strings(struct exec_strings *s, user_addr_t array, unsigned *count)
{
	for (*count = 0; array; (*count)++) {
		user_addr_t text;
		ssize_t len;
		int rc = copy_from_user(&text, array + *count * sizeof(text), sizeof(text));

		if (rc)
			return rc;
		if (!text)
			break;
		if (*count == EXEC_STRINGS_MAX)
			return -E2BIG;
		len = strncpy_from_user(s->text + s->len, text, EXEC_STRINGS_BYTES - s->len);
		if (len == -ENAMETOOLONG)
			return -E2BIG;
		if (len < 0)
			return len;
		s->len += len + 1;
	}
	return 0;
}

static void set_name(struct process *p, const char *path)
{
	const char *slash = strrchr(path, '/');

	process_set_name(p, slash ? slash + 1 : path);
}

/* Handlers are addresses in the program that is gone; what was ignored stays ignored. */
static void reset_signals(struct task *t)
{
	struct process *p = t->process;

	spin_lock(&p->lock);
	for (unsigned i = 0; i < ABI_SIGNAL_COUNT; i++) {
		if (p->actions[i].handler != ABI_SIG_IGN)
			memset(&p->actions[i], 0, sizeof(p->actions[i]));
	}
	spin_unlock(&p->lock);
	t->signal_stack = (struct abi_stack){ .flags = ABI_SS_DISABLE };
}

/* What is known by the process's number is now this thread. */
static void take_tid(struct task *t)
{
	struct process *p = t->process;
	int tid = t->tid;

	if (tid == p->pid)
		return;
	spin_lock(&p->lock);
	t->tid = p->pid;
	spin_unlock(&p->lock);
	tid_exchange(tid, p->pid);
}

/* Past this point there is no way back. */
static void become(const struct syscall_args *a, const char *path,
		   const struct exec_image *image) HF_MAY_BLOCK;
static void become(const struct syscall_args *a, const char *path,
		   const struct exec_image *image)
{
	struct task *t = task_current();
	struct process *p = t->process;

	futex_task_ends(t);
	take_tid(t);
	set_name(p, path);
	fd_close_for_exec(&p->files);
	fd_set_program(&p->files, image->file);
	reset_signals(t);
	memset(a->frame, 0, sizeof(*a->frame));
	a->frame->pc = image->entry;
	a->frame->sp = image->stack;
	process_replace_vm(image->vm);
}

long sys_execve(const struct syscall_args *a)
{
	struct exec_strings strings;
	struct exec_image image;
	struct user_path path;
	int rc;

	rc = user_path_get(ABI_AT_FDCWD, a->arg[0], &path);
	if (rc)
		return rc;
	rc = exec_strings_init(&strings);
	if (!rc)
		rc = add_strings(&strings, a->arg[1], &strings.argc);
	/* A program may rely on argv[0]. */
	if (!rc && !strings.argc)
		rc = -EINVAL;
	if (!rc)
		rc = add_strings(&strings, a->arg[2], &strings.envc);
	if (!rc)
		rc = exec_load(&path.at, &strings, &image);
	exec_strings_free(&strings);
	if (!rc) {
		rc = task_end_others();
		if (rc)
			exec_image_put(&image);
		else
			become(a, path.text, &image);
	}
	user_path_put(&path);
	return rc;
}

long sys_wait4(const struct syscall_args *a)
{
	const unsigned known = ABI_WNOHANG | ABI_WUNTRACED | ABI_WCONTINUED | ABI_WALL;
	unsigned options = a->arg[2];
	struct child_news news;
	int pid, rc = 0;

	if (options & ~known)
		return -EINVAL;
	if ((int)a->arg[0] == INT32_MIN)
		return -ESRCH;
	pid = process_wait((int)a->arg[0], options | ABI_WEXITED, &news);
	if (pid <= 0)
		return pid;
	if (a->arg[1])
		rc = copy_to_user(a->arg[1], &news.status, sizeof(news.status));
	if (!rc && a->arg[3])
		rc = rusage_to_user(a->arg[3], news.run_ns);
	return rc ? rc : pid;
}

/* The same with the answer in a siginfo, and a choice of what is news. */
long sys_waitid(const struct syscall_args *a)
{
	const unsigned news = ABI_WEXITED | ABI_WSTOPPED | ABI_WCONTINUED;
	unsigned options = a->arg[3];
	struct child_news child;
	struct abi_siginfo info = { 0 };
	int pid = (int)a->arg[1], rc;

	if (!(options & news) || (options & ~(news | ABI_WNOHANG | ABI_WNOWAIT | ABI_WALL)))
		return -EINVAL;
	if (a->arg[0] > ABI_P_PGID || (a->arg[0] != ABI_P_ALL && pid <= 0))
		return -EINVAL;
	pid = a->arg[0] == ABI_P_ALL ? -1 : a->arg[0] == ABI_P_PID ? pid : -pid;
	rc = process_wait(pid, options, &child);
	if (rc < 0)
		return rc;
	if (rc)
		child_news_to_abi(&child, &info);
	if (a->arg[2])
		rc = copy_to_user(a->arg[2], &info, sizeof(info));
	if (rc >= 0 && a->arg[4])
		rc = rusage_to_user(a->arg[4], child.run_ns);
	return rc < 0 ? rc : 0;
}

long sys_setpgid(const struct syscall_args *a)
{
	return group_set((int)a->arg[0], (int)a->arg[1]);
}

long sys_getpgid(const struct syscall_args *a)
{
	return group_get((int)a->arg[0], false);
}

long sys_getsid(const struct syscall_args *a)
{
	return group_get((int)a->arg[0], true);
}

long sys_setsid(const struct syscall_args *a)
{
	(void)a;
	return session_begin();
}
