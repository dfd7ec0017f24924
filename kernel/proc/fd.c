/* SPDX-License-Identifier: MIT
 *
 * fd.c: the table of a process's open files (fd.h).
 *
 * Nothing is closed under the lock: what leaves the table is put afterwards.
 */
#include "fd.h"

#include <kernel/errno.h>
#include <kernel/string.h>

_Static_assert(FD_MAX <= 64, "close_on_exec has one bit for each");

enum { UMASK_AT_FIRST = 022 };

void fd_table_init(struct fd_table *t)
{
	memset(t, 0, sizeof(*t));
	spin_init(fd_table, lock, t);
	spin_lock(&t->lock);
	t->umask = UMASK_AT_FIRST;
	spin_unlock(&t->lock);
}

static void mark_locked(struct fd_table *t, int fd, bool close_on_exec) HF_REQUIRES(t->lock);
static void mark_locked(struct fd_table *t, int fd, bool close_on_exec)
{
	t->close_on_exec &= ~(1ull << fd);
	t->close_on_exec |= (uint64_t)close_on_exec << fd;
}

int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest)
{
	int fd;

	if (lowest < 0 || lowest >= FD_MAX)
		return -EINVAL;
	spin_lock(&t->lock);
	for (fd = lowest; fd < FD_MAX && t->file[fd]; fd++)
		;
	if (fd < FD_MAX) {
		t->file[fd] = f;
		mark_locked(t, fd, close_on_exec);
	} else {
		fd = -EMFILE;
	}
	spin_unlock(&t->lock);
	return fd;
}

static struct file *find_locked(const struct fd_table *t, int fd) HF_REQUIRES(t->lock);
static struct file *find_locked(const struct fd_table *t, int fd)
{
	return fd >= 0 && fd < FD_MAX ? t->file[fd] : NULL;
}

struct file *fd_get(struct fd_table *t, int fd)
{
	struct file *f;

	spin_lock(&t->lock);
	f = find_locked(t, fd);
	if (f)
		(void)file_get(f);
	spin_unlock(&t->lock);
	return f;
}

/* Takes a file out; NULL: there is none, or only files that close on exec are wanted. */
static struct file *take(struct fd_table *t, int fd, bool only_marked)
{
	struct file *f;

	spin_lock(&t->lock);
	f = find_locked(t, fd);
	if (f && only_marked && !(t->close_on_exec >> fd & 1))
		f = NULL;
	if (f)
		t->file[fd] = NULL;
	spin_unlock(&t->lock);
	return f;
}

int fd_close(struct fd_table *t, int fd)
{
	struct file *f = take(t, fd, false);

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
	fd_set_cwd(t, NULL);
	fd_set_program(t, NULL);
}

void fd_close_for_exec(struct fd_table *t)
{
	for (int fd = 0; fd < FD_MAX; fd++) {
		struct file *f = take(t, fd, true);

		if (f)
			file_put(f);
	}
}

void fd_copy(struct fd_table *to, struct fd_table *from)
{
	struct file *cwd = fd_cwd(from), *program;

	for (int fd = 0; fd < FD_MAX; fd++) {
		struct file *f = fd_get(from, fd);

		if (f)
			(void)fd_install(to, f, fd_close_on_exec(from, fd) == 1, fd);
	}
	(void)fd_set_umask(to, fd_umask(from));
	spin_lock(&from->lock);
	program = from->program ? file_get(from->program) : NULL;
	spin_unlock(&from->lock);
	spin_lock(&to->lock);
	to->cwd = cwd;
	to->program = program;
	spin_unlock(&to->lock);
}

int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec)
{
	struct file *f, *before;

	if (to < 0 || to >= FD_MAX)
		return -EBADF;
	spin_lock(&t->lock);
	f = find_locked(t, from);
	before = f ? t->file[to] : NULL;
	if (f) {
		t->file[to] = file_get(f);
		mark_locked(t, to, close_on_exec);
	}
	spin_unlock(&t->lock);
	if (before)
		file_put(before);
	return f ? to : -EBADF;
}

int fd_close_on_exec(struct fd_table *t, int fd)
{
	int rc;

	spin_lock(&t->lock);
	rc = find_locked(t, fd) ? (int)(t->close_on_exec >> fd & 1) : -EBADF;
	spin_unlock(&t->lock);
	return rc;
}

int fd_set_close_on_exec(struct fd_table *t, int fd, bool close_on_exec)
{
	int rc = -EBADF;

	spin_lock(&t->lock);
	if (find_locked(t, fd)) {
		mark_locked(t, fd, close_on_exec);
		rc = 0;
	}
	spin_unlock(&t->lock);
	return rc;
}

struct file *fd_cwd(struct fd_table *t)
{
	struct file *dir;

	spin_lock(&t->lock);
	dir = t->cwd ? file_get(t->cwd) : NULL;
	spin_unlock(&t->lock);
	return dir;
}

void fd_set_cwd(struct fd_table *t, struct file *dir)
{
	struct file *before;

	spin_lock(&t->lock);
	before = t->cwd;
	t->cwd = dir;
	spin_unlock(&t->lock);
	if (before)
		file_put(before);
}

void fd_set_program(struct fd_table *t, struct file *program)
{
	struct file *before;

	spin_lock(&t->lock);
	before = t->program;
	t->program = program;
	spin_unlock(&t->lock);
	if (before)
		file_put(before);
}

uint32_t fd_umask(struct fd_table *t)
{
	uint32_t umask;

	spin_lock(&t->lock);
	umask = t->umask;
	spin_unlock(&t->lock);
	return umask;
}

uint32_t fd_set_umask(struct fd_table *t, uint32_t umask)
{
	uint32_t before;

	spin_lock(&t->lock);
	before = t->umask;
	t->umask = umask;
	spin_unlock(&t->lock);
	return before;
}

/* The text lives as long as the file, and the file as long as the lock is held. */
static ssize_t describe_locked(const struct fd_table *t, int fd, char *buf, size_t cap)
	HF_REQUIRES(t->lock);
static ssize_t describe_locked(const struct fd_table *t, int fd, char *buf, size_t cap)
{
	const struct file *f = fd == FD_CWD ? t->cwd :
			       fd == FD_PROGRAM ? t->program : find_locked(t, fd);
	const char *text;

	if (!f && fd != FD_CWD)
		return -ENOENT;
	text = !f ? "/" : f->path ? f->path : f->ops->kind ? f->ops->kind : "file";
	return strlcpy(buf, text, cap) < cap ? (ssize_t)strlen(buf) : -ENAMETOOLONG;
}

ssize_t fd_describe(struct fd_table *t, int fd, char *buf, size_t cap)
{
	ssize_t len;

	spin_lock(&t->lock);
	len = describe_locked(t, fd, buf, cap);
	spin_unlock(&t->lock);
	return len;
}

int fd_next(struct fd_table *t, int fd)
{
	spin_lock(&t->lock);
	while (fd < FD_MAX && !t->file[fd])
		fd++;
	spin_unlock(&t->lock);
	return fd < FD_MAX ? fd : -1;
}
