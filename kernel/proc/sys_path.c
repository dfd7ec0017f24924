/* SPDX-License-Identifier: MIT
 *
 * sys_path.c: system calls on paths and directories.
 */
#include "sys_path.h"

#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

/* Why a path relative to this directory can't be resolved. */
static int relative_to(int dirfd) HF_MAY_BLOCK;
static int relative_to(int dirfd)
{
	struct file *f = fd_file(&process_current()->files, dirfd);
	struct file_stat st;
	int rc;

	if (!f)
		return -EBADF;
	rc = file_stat(f, &st);
	if (rc)
		return rc;
	return (st.mode & S_IFMT) == S_IFDIR ? -ENOSYS : -ENOTDIR;
}

int path_from_user(int dirfd, user_addr_t path, char **out)
{
	/* One byte in front, for the working directory. */
	char *text = kmalloc(1 + ABI_PATH_MAX);
	ssize_t len;
	int rc;

	if (!text)
		return -ENOMEM;
	text[0] = '/';
	len = strncpy_from_user(text + 1, path, ABI_PATH_MAX);
	if (len < 0)
		rc = len;
	else if (len == 0)
		rc = -ENOENT;
	else if (text[1] != '/' && dirfd != ABI_AT_FDCWD)
		rc = relative_to(dirfd);
	else
		rc = 0;
	if (rc) {
		kfree(text);
		return rc;
	}
	if (text[1] == '/')
		memmove(text, text + 1, len + 1);
	*out = text;
	return 0;
}

/* One call of getdents64: entries are collected here and copied out at the end,
 * with no lock of the file system held. */
struct dirents {
	char *buffer;
	size_t cap, len;
	bool full;                              /* the next entry did not fit */
};

static bool add_dirent(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		       uint64_t next_position)
{
	struct dirents *d = arg;
	size_t record = ROUND_UP(ABI_DIRENT_NAME + len + 1, 8);
	struct abi_dirent64 *entry = (struct abi_dirent64 *)(d->buffer + d->len);

	if (record > d->cap - d->len) {
		d->full = true;
		return false;
	}
	memset(entry, 0, record);
	entry->ino = ino;
	entry->next = next_position;
	entry->record_bytes = record;
	entry->type = ABI_DT_OF_MODE(mode);
	memcpy((char *)entry + ABI_DIRENT_NAME, name, len);
	d->len += record;
	return true;
}

long sys_getdents64(const struct syscall_args *a)
{
	struct file *f = fd_file(&process_current()->files, (int)a->arg[0]);
	struct dirents d = { .cap = a->arg[2] < PAGE_SIZE ? a->arg[2] : PAGE_SIZE };
	long rc;

	if (!f)
		return -EBADF;
	if (!d.cap)
		return -EINVAL;
	d.buffer = kmalloc(d.cap);
	if (!d.buffer)
		return -ENOMEM;
	rc = file_readdir(f, add_dirent, &d);
	if (!rc && !d.len && d.full)
		rc = -EINVAL;
	if (!rc)
		rc = copy_to_user(a->arg[1], d.buffer, d.len);
	kfree(d.buffer);
	return rc ? rc : (long)d.len;
}

static long stat_to_user(user_addr_t to, const struct file_stat *st) HF_MAY_BLOCK;
static long stat_to_user(user_addr_t to, const struct file_stat *st)
{
	const struct abi_timespec mtime = { .sec = st->mtime_s };
	const struct abi_stat out = {
		.ino = st->ino,
		.mode = st->mode,
		.nlink = st->nlink,
		.uid = st->uid,
		.gid = st->gid,
		.size = st->size,
		.block_bytes = PAGE_SIZE,
		.blocks512 = st->blocks512,
		/* The one time that there is. */
		.atime = mtime, .mtime = mtime, .ctime = mtime,
	};

	return copy_to_user(to, &out, sizeof(out));
}

static long fstat_to_user(int fd, user_addr_t to) HF_MAY_BLOCK;
static long fstat_to_user(int fd, user_addr_t to)
{
	struct file *f = fd_file(&process_current()->files, fd);
	struct file_stat st;
	int rc;

	if (!f)
		return -EBADF;
	rc = file_stat(f, &st);
	return rc ? rc : stat_to_user(to, &st);
}

long sys_fstat(const struct syscall_args *a)
{
	return fstat_to_user((int)a->arg[0], a->arg[1]);
}

long sys_newfstatat(const struct syscall_args *a)
{
	const unsigned known = ABI_AT_SYMLINK_NOFOLLOW | ABI_AT_NO_AUTOMOUNT | ABI_AT_EMPTY_PATH;
	unsigned flags = a->arg[3];
	struct file_stat st;
	char *path;
	int rc;

	if (flags & ~known)
		return -EINVAL;
	rc = path_from_user((int)a->arg[0], a->arg[1], &path);
	if (rc == -ENOENT && (flags & ABI_AT_EMPTY_PATH))
		return fstat_to_user((int)a->arg[0], a->arg[2]);
	if (rc)
		return rc;
	rc = file_stat_path(path, &st);
	kfree(path);
	return rc ? rc : stat_to_user(a->arg[2], &st);
}

long sys_getcwd(const struct syscall_args *a)
{
	static const char cwd[] = "/";

	if (a->arg[1] < sizeof(cwd))
		return -ERANGE;
	return copy_to_user(a->arg[0], cwd, sizeof(cwd)) ? -EFAULT : (long)sizeof(cwd);
}
