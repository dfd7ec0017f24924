/* SPDX-License-Identifier: MIT
 *
 * sys_process.c: system calls that make, replace, end and wait for processes.
 */
#include "exec.h"
#include "process.h"
#include "syscall.h"
#include "sys_path.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/thread.h>

/* exit and exit_group: a process has one thread. */
long sys_exit(const struct syscall_args *a)
{
	process_exit(ABI_STATUS_EXITED((int)a->arg[0]));
}

/* The word to clear when a thread ends while others go on: there are no others. */
long sys_set_tid_address(const struct syscall_args *a)
{
	(void)a;
	return process_current()->pid;
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

/* Every process is the superuser's. */
long sys_getuid(const struct syscall_args *a)
{
	(void)a;
	return 0;
}

long sys_clone(const struct syscall_args *a)
{
	const uint64_t kind = a->arg[0] & ~(uint64_t)ABI_CLONE_SIGNAL;
	const uint64_t signal = a->arg[0] & ABI_CLONE_SIGNAL;

	/* A new process tells its parent with SIGCHLD.  Threads, and sharing by halves,
	 * are not offered. */
	if (signal != ABI_SIGCHLD)
		return -EINVAL;
	if (kind == 0)
		return process_fork(a->frame, a->arg[1], false);
	if (kind == (ABI_CLONE_VM | ABI_CLONE_VFORK))
		return process_fork(a->frame, a->arg[1], true);
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

	(void)strlcpy(p->name, slash ? slash + 1 : path, sizeof(p->name));
}

/* Handlers are addresses in the program that is gone; what was ignored stays ignored. */
static void reset_signal_handlers(struct process *p)
{
	for (unsigned i = 0; i < ABI_SIGNAL_COUNT; i++) {
		if (p->actions[i].handler != ABI_SIG_IGN)
			memset(&p->actions[i], 0, sizeof(p->actions[i]));
	}
}

/* Past this point there is no way back. */
static void become(const struct syscall_args *a, const char *path,
		   const struct exec_image *image) HF_MAY_BLOCK;
static void become(const struct syscall_args *a, const char *path,
		   const struct exec_image *image)
{
	struct process *p = process_current();

	set_name(p, path);
	fd_close_for_exec(&p->files);
	reset_signal_handlers(p);
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
	if (!rc)
		become(a, path.text, &image);
	user_path_put(&path);
	return rc;
}

long sys_wait4(const struct syscall_args *a)
{
	static const char no_usage[ABI_RUSAGE_BYTES];
	unsigned options = a->arg[2];
	int status, pid, rc = 0;

	if (options & ~(unsigned)ABI_WNOHANG)
		return -EINVAL;
	/* Every child is in the caller's process group, which is what 0 asks for. */
	pid = (int)a->arg[0] ? (int)a->arg[0] : -1;
	if (pid < -1)
		return -ECHILD;
	pid = process_wait(pid, !(options & ABI_WNOHANG), &status);
	if (pid <= 0)
		return pid;
	if (a->arg[1])
		rc = copy_to_user(a->arg[1], &status, sizeof(status));
	if (!rc && a->arg[3])
		rc = copy_to_user(a->arg[3], no_usage, sizeof(no_usage));
	return rc ? rc : pid;
}

long sys_sched_yield(const struct syscall_args *a)
{
	(void)a;
	thread_yield();
	return 0;
}
