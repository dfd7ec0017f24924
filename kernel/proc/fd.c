/* SPDX-License-Identifier: MIT
 *
 * fd.c: the table of a process's open files (fd.h).  Whatever leaves the table is put
 * back after the unlock, since that may sleep.
 */
#include "fd.h"

#include "process.h"

#include <kernel/errno.h>
#include <kernel/panic.h>

_Static_assert(FD_MAX <= 64, "close_on_exec has one bit for each");

void fd_table_init(struct fd_table *t)
{
	spin_init(fd_table, lock, t);
	spin_lock(&t->lock);
	for (int fd = 0; fd < FD_MAX; fd++)
		t->file[fd] = NULL;
	t->close_on_exec = 0;
	spin_unlock(&t->lock);
}

static void set_locked(struct fd_table *t, int fd, struct file *f, bool close_on_exec)
	HF_REQUIRES(t->lock);
static void set_locked(struct fd_table *t, int fd, struct file *f, bool close_on_exec)
{
	t->file[fd] = f;
	t->close_on_exec &= ~(1ull << fd);
	t->close_on_exec |= (uint64_t)close_on_exec << fd;
}

int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest)
{
	int rc = -EMFILE;

	if (lowest < 0 || lowest >= FD_MAX)
		return -EINVAL;
	spin_lock(&t->lock);
	for (int fd = lowest; fd < FD_MAX; fd++) {
		if (t->file[fd])
			continue;
		set_locked(t, fd, f, close_on_exec);
		rc = fd;
		break;
	}
	spin_unlock(&t->lock);
	return rc;
}

struct file *fd_get(struct fd_table *t, int fd)
{
	struct file *f;

	if (fd < 0 || fd >= FD_MAX)
		return NULL;
	spin_lock(&t->lock);
	f = t->file[fd] ? file_get(t->file[fd]) : NULL;
	spin_unlock(&t->lock);
	return f;
}

struct file *fd_file(struct fd_table *t, int fd)
{
	struct file *f = fd_get(t, fd);

	if (f)
		task_borrow_file(f);
	return f;
}

/* Takes the number away; its file, for the caller to put back. */
static struct file *take(struct fd_table *t, int fd)
{
	struct file *f;

	spin_lock(&t->lock);
	f = t->file[fd];
	t->file[fd] = NULL;
	spin_unlock(&t->lock);
	return f;
}

int fd_close(struct fd_table *t, int fd)
{
	struct file *f = fd >= 0 && fd < FD_MAX ? take(t, fd) : NULL;

	if (!f)
		return -EBADF;
	file_put(f);
	return 0;
}

void fd_close_range(struct fd_table *t, unsigned first, unsigned last)
{
	for (unsigned fd = first; fd < FD_MAX && fd <= last; fd++)
		(void)fd_close(t, (int)fd);
}

void fd_close_all(struct fd_table *t)
{
	fd_close_range(t, 0, FD_MAX - 1);
}

void fd_close_for_exec(struct fd_table *t)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		if (fd_close_on_exec(t, fd) > 0)
			(void)fd_close(t, fd);
	}
}

void fd_copy(struct fd_table *to, struct fd_table *from)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		struct file *f = fd_get(from, fd);
		bool close_on_exec = fd_close_on_exec(from, fd) > 0;

		if (!f)
			continue;
		spin_lock(&to->lock);
		set_locked(to, fd, f, close_on_exec);
		spin_unlock(&to->lock);
	}
}

int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec)
{
	struct file *f, *before;

	if (to < 0 || to >= FD_MAX)
		return -EBADF;
	f = fd_get(t, from);
	if (!f)
		return -EBADF;
	spin_lock(&t->lock);
	before = t->file[to];
	set_locked(t, to, f, close_on_exec);
	spin_unlock(&t->lock);
	if (before)
		file_put(before);
	return to;
}

int fd_close_on_exec(struct fd_table *t, int fd)
{
	int rc = -EBADF;

	if (fd < 0 || fd >= FD_MAX)
		return rc;
	spin_lock(&t->lock);
	if (t->file[fd])
		rc = t->close_on_exec >> fd & 1;
	spin_unlock(&t->lock);
	return rc;
}

int fd_set_close_on_exec(struct fd_table *t, int fd, bool on)
{
	int rc = -EBADF;

	if (fd < 0 || fd >= FD_MAX)
		return rc;
	spin_lock(&t->lock);
	if (t->file[fd]) {
		set_locked(t, fd, t->file[fd], on);
		rc = 0;
	}
	spin_unlock(&t->lock);
	return rc;
}
