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

/* Takes a file out; NULL: there is none. */
static struct file *take(struct fd_table *t, int fd)
{
	struct file *f;

	spin_lock(&t->lock);
	f = find_locked(t, fd);
	if (f)
		t->file[fd] = NULL;
	spin_unlock(&t->lock);
	return f;
}

int fd_close(struct fd_table *t, int fd)
{
	struct file *f = take(t, fd);

	if (!f)
		return -EBADF;
	file_put(f);
	return 0;
}

/* Closes the numbers whose bits are in `wanted`; only those that close on exec, if asked. */
static void close_set(struct fd_table *t, uint64_t wanted, bool only_marked) HF_MAY_BLOCK;
static void close_set(struct fd_table *t, uint64_t wanted, bool only_marked)
{
	struct file *files[FD_MAX];
	unsigned count = 0;

	spin_lock(&t->lock);
	if (only_marked)
		wanted &= t->close_on_exec;
	for (; wanted; wanted &= wanted - 1) {
		struct file **f = &t->file[__builtin_ctzll(wanted)];

		if (*f)
			files[count++] = *f;
		*f = NULL;
	}
	spin_unlock(&t->lock);
	for (unsigned i = 0; i < count; i++)
		file_put(files[i]);
}

void fd_close_range(struct fd_table *t, unsigned first, unsigned last)
{
	const uint64_t up_to_last = last < FD_MAX - 1 ? (1ull << (last + 1)) - 1 : UINT64_MAX;

	if (first < FD_MAX)
		close_set(t, up_to_last & UINT64_MAX << first, false);
}

void fd_close_all(struct fd_table *t)
{
	close_set(t, UINT64_MAX, false);
	fd_set_cwd(t, NULL);
	fd_set_program(t, NULL);
}

void fd_close_for_exec(struct fd_table *t)
{
	close_set(t, UINT64_MAX, true);
}

static struct file *get_or_null(struct file *f)
{
	return f ? file_get(f) : NULL;
}

/* By way of a copy: two tables are never locked together, so they need no order. */
void fd_copy(struct fd_table *to, struct fd_table *from)
{
	struct file *files[FD_MAX], *cwd, *program;
	uint64_t close_on_exec;
	uint32_t umask;

	spin_lock(&from->lock);
	for (int fd = 0; fd < FD_MAX; fd++)
		files[fd] = get_or_null(from->file[fd]);
	cwd = get_or_null(from->cwd);
	program = get_or_null(from->program);
	close_on_exec = from->close_on_exec;
	umask = from->umask;
	spin_unlock(&from->lock);
	spin_lock(&to->lock);
	memcpy(to->file, files, sizeof(files));
	to->cwd = cwd;
	to->program = program;
	to->close_on_exec = close_on_exec;
	to->umask = umask;
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
