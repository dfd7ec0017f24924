/* SPDX-License-Identifier: MIT
 *
 * sys_dir.c: system calls that read directories and change them.
 */
#include "process.h"
#include "sys_path.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

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
	struct file *f = fd_get(&process_current()->files, (int)a->arg[0]);
	struct dirents d = { .cap = a->arg[2] < PAGE_SIZE ? a->arg[2] : PAGE_SIZE };
	long rc = -EINVAL;

	if (!f)
		return -EBADF;
	if (d.cap) {
		d.buffer = kmalloc(d.cap);
		rc = d.buffer ? file_readdir(f, add_dirent, &d) : -ENOMEM;
	}
	file_put(f);
	if (!rc && !d.len && d.full)
		rc = -EINVAL;
	if (!rc)
		rc = copy_to_user(a->arg[1], d.buffer, d.len);
	kfree(d.buffer);
	return rc ? rc : (long)d.len;
}

/* Makes what `mode` says. */
static long make_at(int dirfd, user_addr_t name, uint32_t mode, uint64_t rdev) HF_MAY_BLOCK;
static long make_at(int dirfd, user_addr_t name, uint32_t mode, uint64_t rdev)
{
	uint32_t permissions = mode & 07777 & ~fd_umask(&process_current()->files);
	struct user_path path;
	int rc = user_path_get(dirfd, name, &path);

	if (rc)
		return rc;
	rc = file_system_root()->make(&path.at, (mode & S_IFMT) | permissions, rdev, NULL);
	user_path_put(&path);
	return rc;
}

long sys_mkdirat(const struct syscall_args *a)
{
	return make_at((int)a->arg[0], a->arg[1], S_IFDIR | (a->arg[2] & 07777), 0);
}

long sys_mknodat(const struct syscall_args *a)
{
	uint32_t mode = a->arg[2];

	switch (mode & S_IFMT) {
	case 0:
		mode |= S_IFREG;
		break;
	case S_IFREG:
	case S_IFCHR:
		break;
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;         /* no named pipes, sockets, block devices */
	}
	return make_at((int)a->arg[0], a->arg[1], mode, a->arg[3]);
}

long sys_unlinkat(const struct syscall_args *a)
{
	struct user_path path;
	int rc;

	if (a->arg[2] & ~(uint64_t)ABI_AT_REMOVEDIR)
		return -EINVAL;
	rc = user_path_get((int)a->arg[0], a->arg[1], &path);
	if (rc)
		return rc;
	rc = file_system_root()->remove(&path.at, a->arg[2] & ABI_AT_REMOVEDIR);
	user_path_put(&path);
	return rc;
}

long sys_symlinkat(const struct syscall_args *a)
{
	char *target = kmalloc(ABI_PATH_MAX);
	struct user_path path;
	ssize_t len;
	int rc;

	if (!target)
		return -ENOMEM;
	len = strncpy_from_user(target, a->arg[0], ABI_PATH_MAX);
	rc = len < 0 ? (int)len : len == 0 ? -ENOENT : 0;
	if (!rc)
		rc = user_path_get((int)a->arg[1], a->arg[2], &path);
	if (!rc) {
		rc = file_system_root()->make(&path.at, S_IFLNK | 0777, 0, target);
		user_path_put(&path);
	}
	kfree(target);
	return rc;
}

/* The two paths of rename and link; after 0 both are to be put. */
static int two_paths(const struct syscall_args *a, struct user_path *from, struct user_path *to)
	HF_MAY_BLOCK;
static int two_paths(const struct syscall_args *a, struct user_path *from, struct user_path *to)
{
	int rc = user_path_get((int)a->arg[0], a->arg[1], from);

	if (rc)
		return rc;
	rc = user_path_get((int)a->arg[2], a->arg[3], to);
	if (rc)
		user_path_put(from);
	return rc;
}

long sys_linkat(const struct syscall_args *a)
{
	bool follow = a->arg[4] & ABI_AT_SYMLINK_FOLLOW;
	struct user_path from, to;
	int rc;

	if (a->arg[4] & ~(uint64_t)ABI_AT_SYMLINK_FOLLOW)
		return -EINVAL;
	rc = two_paths(a, &from, &to);
	if (rc)
		return rc;
	rc = file_system_root()->link(&from.at, follow ? 0 : FILE_NOFOLLOW, &to.at);
	user_path_put(&to);
	user_path_put(&from);
	return rc;
}

static long rename_at(const struct syscall_args *a, bool replace) HF_MAY_BLOCK;
static long rename_at(const struct syscall_args *a, bool replace)
{
	struct user_path from, to;
	int rc = two_paths(a, &from, &to);

	if (rc)
		return rc;
	rc = file_system_root()->rename(&from.at, &to.at, replace);
	user_path_put(&to);
	user_path_put(&from);
	return rc;
}

long sys_renameat(const struct syscall_args *a)
{
	return rename_at(a, true);
}

long sys_renameat2(const struct syscall_args *a)
{
	if (a->arg[4] & ~(uint64_t)ABI_RENAME_NOREPLACE)
		return -EINVAL;
	return rename_at(a, !(a->arg[4] & ABI_RENAME_NOREPLACE));
}
