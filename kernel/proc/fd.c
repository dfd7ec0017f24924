/* SPDX-License-Identifier: MIT
 *
 * fd.c: the table of a process's open files (fd.h).
 */
#include "fd.h"

#include <kernel/errno.h>

_Static_assert(FD_MAX <= 64, "close_on_exec has one bit for each");

int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest)
{
	if (lowest < 0)
		return -EINVAL;
	for (int fd = lowest; fd < FD_MAX; fd++) {
		if (t->file[fd])
			continue;
		t->file[fd] = f;
		t->close_on_exec &= ~(1ull << fd);
		t->close_on_exec |= (uint64_t)close_on_exec << fd;
		return fd;
	}
	return -EMFILE;
}

struct file *fd_file(struct fd_table *t, int fd)
{
	return fd >= 0 && fd < FD_MAX ? t->file[fd] : NULL;
}

int fd_close(struct fd_table *t, int fd)
{
	struct file *f = fd_file(t, fd);

	if (!f)
		return -EBADF;
	t->file[fd] = NULL;
	file_put(f);
	return 0;
}

void fd_close_all(struct fd_table *t)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		if (t->file[fd])
			(void)fd_close(t, fd);
	}
}

void fd_close_for_exec(struct fd_table *t)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		if (t->file[fd] && (t->close_on_exec >> fd & 1))
			(void)fd_close(t, fd);
	}
}

void fd_copy(struct fd_table *to, const struct fd_table *from)
{
	for (int fd = 0; fd < FD_MAX; fd++)
		to->file[fd] = from->file[fd] ? file_get(from->file[fd]) : NULL;
	to->close_on_exec = from->close_on_exec;
}

int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec)
{
	struct file *f = fd_file(t, from);

	if (!f || to < 0 || to >= FD_MAX)
		return -EBADF;
	file_get(f);
	if (t->file[to])
		(void)fd_close(t, to);
	t->file[to] = f;
	t->close_on_exec &= ~(1ull << to);
	t->close_on_exec |= (uint64_t)close_on_exec << to;
	return to;
}
