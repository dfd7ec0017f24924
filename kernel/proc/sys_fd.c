/* SPDX-License-Identifier: MIT
 *
 * sys_fd.c: system calls on the numbers of open files, and pipes.
 */
#include "pipe.h"
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>

static long dup_from(int fd, int lowest, bool close_on_exec) HF_MAY_BLOCK;
static long dup_from(int fd, int lowest, bool close_on_exec)
{
	struct fd_table *t = &process_current()->files;
	struct file *f = fd_get(t, fd);
	int rc;

	if (!f)
		return -EBADF;
	rc = fd_install(t, f, close_on_exec, lowest);
	if (rc < 0)
		file_put(f);
	return rc;
}

long sys_dup(const struct syscall_args *a)
{
	return dup_from((int)a->arg[0], 0, false);
}

long sys_dup3(const struct syscall_args *a)
{
	unsigned flags = a->arg[2];

	if (flags & ~(unsigned)O_CLOEXEC)
		return -EINVAL;
	if ((int)a->arg[0] == (int)a->arg[1])
		return -EINVAL;
	return fd_dup_to(&process_current()->files, (int)a->arg[0], (int)a->arg[1],
			 flags & O_CLOEXEC);
}

/* The flags that F_SETFL can change. */
#define SETFL_FLAGS (uint32_t)(O_APPEND | O_NONBLOCK)

static long get_or_set_flags(int fd, bool set, uint32_t flags) HF_MAY_BLOCK;
static long get_or_set_flags(int fd, bool set, uint32_t flags)
{
	struct file *f = fd_get(&process_current()->files, fd);
	uint32_t now;

	if (!f)
		return -EBADF;
	now = __atomic_load_n(&f->flags, __ATOMIC_RELAXED);
	while (set && !__atomic_compare_exchange_n(&f->flags, &now,
						   (now & ~SETFL_FLAGS) | (flags & SETFL_FLAGS),
						   false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	file_put(f);
	return set ? 0 : (long)now;
}

long sys_fcntl(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	int fd = (int)a->arg[0];
	int closes = fd_close_on_exec(t, fd);

	if (closes < 0)
		return closes;
	switch (a->arg[1]) {
	case ABI_F_DUPFD:
		return dup_from(fd, (int)a->arg[2], false);
	case ABI_F_DUPFD_CLOEXEC:
		return dup_from(fd, (int)a->arg[2], true);
	case ABI_F_GETFD:
		return closes ? ABI_FD_CLOEXEC : 0;
	case ABI_F_SETFD:
		return fd_set_close_on_exec(t, fd, a->arg[2] & ABI_FD_CLOEXEC);
	case ABI_F_GETFL:
		return get_or_set_flags(fd, false, 0);
	case ABI_F_SETFL:
		return get_or_set_flags(fd, true, (uint32_t)a->arg[2]);
	default:
		return -EINVAL;
	}
}

long sys_close_range(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	unsigned first = a->arg[0], last = a->arg[1];

	/* Nobody shares this table, so there is nothing to unshare. */
	if ((a->arg[2] & ~(uint64_t)(ABI_CLOSE_RANGE_CLOEXEC | ABI_CLOSE_RANGE_UNSHARE)) ||
	    first > last)
		return -EINVAL;
	if (!(a->arg[2] & ABI_CLOSE_RANGE_CLOEXEC))
		fd_close_range(t, first, last);
	else
		for (unsigned fd = first; fd < FD_MAX && fd <= last; fd++)
			(void)fd_set_close_on_exec(t, (int)fd, true);
	return 0;
}

long sys_pipe2(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	unsigned flags = a->arg[1];
	struct file *read_end, *write_end;
	int fds[2];
	int rc;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	rc = pipe_create(flags & O_NONBLOCK, &read_end, &write_end);
	if (rc)
		return rc;
	fds[0] = fd_install(t, read_end, flags & O_CLOEXEC, 0);
	if (fds[0] < 0) {
		file_put(read_end);
		file_put(write_end);
		return fds[0];
	}
	fds[1] = fd_install(t, write_end, flags & O_CLOEXEC, 0);
	if (fds[1] < 0) {
		(void)fd_close(t, fds[0]);
		file_put(write_end);
		return fds[1];
	}
	rc = copy_to_user(a->arg[0], fds, sizeof(fds));
	if (rc) {
		(void)fd_close(t, fds[0]);
		(void)fd_close(t, fds[1]);
	}
	return rc;
}
