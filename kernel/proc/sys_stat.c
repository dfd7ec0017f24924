/* SPDX-License-Identifier: MIT
 *
 * sys_stat.c: system calls that ask what a file is.
 */
#include "process.h"
#include "sys_path.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>

/* The numbers of a device, as FILE_DEV packs them. */
static uint32_t dev_major(uint64_t dev)
{
	return (uint32_t)(dev >> 8);
}

static uint32_t dev_minor(uint64_t dev)
{
	return dev & 0xff;
}

static struct abi_timespec timespec_of(uint64_t ns)
{
	return (struct abi_timespec){ .sec = ns / NSEC_PER_SEC, .nsec = ns % NSEC_PER_SEC };
}

static int stat_to_user(user_addr_t to, const struct file_stat *st) HF_MAY_BLOCK;
static int stat_to_user(user_addr_t to, const struct file_stat *st)
{
	const struct abi_stat out = {
		.dev = st->dev,
		.ino = st->ino,
		.mode = st->mode,
		.nlink = st->nlink,
		.uid = st->uid,
		.gid = st->gid,
		.rdev = st->rdev,
		.size = st->size,
		.block_bytes = PAGE_SIZE,
		.blocks512 = st->blocks512,
		.atime = timespec_of(st->atime_ns),
		.mtime = timespec_of(st->mtime_ns),
		.ctime = timespec_of(st->ctime_ns),
	};

	return copy_to_user(to, &out, sizeof(out));
}

static struct abi_statx_time statx_time_of(uint64_t ns)
{
	return (struct abi_statx_time){ .sec = ns / NSEC_PER_SEC, .nsec = ns % NSEC_PER_SEC };
}

static int statx_to_user(user_addr_t to, const struct file_stat *st) HF_MAY_BLOCK;
static int statx_to_user(user_addr_t to, const struct file_stat *st)
{
	const struct abi_statx out = {
		.mask = ABI_STATX_BASIC_STATS,
		.block_bytes = PAGE_SIZE,
		.nlink = st->nlink,
		.uid = st->uid,
		.gid = st->gid,
		.mode = (uint16_t)st->mode,
		.ino = st->ino,
		.size = st->size,
		.blocks512 = st->blocks512,
		.atime = statx_time_of(st->atime_ns),
		.ctime = statx_time_of(st->ctime_ns),
		.mtime = statx_time_of(st->mtime_ns),
		.rdev_major = dev_major(st->rdev),
		.rdev_minor = dev_minor(st->rdev),
		.dev_major = dev_major(st->dev),
		.dev_minor = dev_minor(st->dev),
	};

	return copy_to_user(to, &out, sizeof(out));
}

/* What is at `path`, by the flags of the at calls. */
static int stat_at(int dirfd, user_addr_t path, unsigned flags, struct file_stat *st) HF_MAY_BLOCK;
static int stat_at(int dirfd, user_addr_t path, unsigned flags, struct file_stat *st)
{
	struct user_path p;
	struct file *f;
	int rc = user_path_or_file(dirfd, path, flags & ABI_AT_EMPTY_PATH, &p, &f);

	if (rc)
		return rc;
	if (f) {
		rc = file_stat(f, st);
		file_put(f);
		return rc;
	}
	rc = file_system_root()->stat(&p.at, flags & ABI_AT_SYMLINK_NOFOLLOW ? FILE_NOFOLLOW : 0,
				      st);
	user_path_put(&p);
	return rc;
}

long sys_newfstatat(const struct syscall_args *a)
{
	const unsigned known = ABI_AT_SYMLINK_NOFOLLOW | ABI_AT_NO_AUTOMOUNT | ABI_AT_EMPTY_PATH;
	unsigned flags = a->arg[3];
	struct file_stat st;
	int rc;

	if (flags & ~known)
		return -EINVAL;
	rc = stat_at((int)a->arg[0], a->arg[1], flags, &st);
	return rc ? rc : stat_to_user(a->arg[2], &st);
}

long sys_statx(const struct syscall_args *a)
{
	const unsigned known = ABI_AT_SYMLINK_NOFOLLOW | ABI_AT_NO_AUTOMOUNT | ABI_AT_EMPTY_PATH |
			       ABI_AT_STATX_SYNC_TYPE;
	unsigned flags = a->arg[2];
	struct file_stat st;
	int rc;

	if ((flags & ~known) ||
	    (flags & ABI_AT_STATX_SYNC_TYPE) == (unsigned)ABI_AT_STATX_SYNC_TYPE)
		return -EINVAL;
	rc = stat_at((int)a->arg[0], a->arg[1], flags, &st);
	return rc ? rc : statx_to_user(a->arg[4], &st);
}

long sys_fstat(const struct syscall_args *a)
{
	struct file *f = fd_get(&process_current()->files, (int)a->arg[0]);
	struct file_stat st;
	int rc;

	if (!f)
		return -EBADF;
	rc = file_stat(f, &st);
	file_put(f);
	return rc ? rc : stat_to_user(a->arg[1], &st);
}

static int statfs_to_user(user_addr_t to, const struct file_system_stat *st) HF_MAY_BLOCK;
static int statfs_to_user(user_addr_t to, const struct file_system_stat *st)
{
	const struct abi_statfs out = {
		.type = st->type,
		.block_bytes = st->block_bytes,
		.blocks = st->blocks,
		.blocks_free = st->blocks_free,
		.blocks_available = st->blocks_free,
		.files = st->files,
		.files_free = st->files_free,
		.name_bytes = 255,
		.fragment_bytes = st->block_bytes,
		.flags = ABI_ST_VALID | (st->read_only ? ABI_ST_RDONLY : 0),
	};

	return copy_to_user(to, &out, sizeof(out));
}

long sys_statfs(const struct syscall_args *a)
{
	struct file_system_stat st;
	struct user_path path;
	int rc = user_path_get(ABI_AT_FDCWD, a->arg[0], &path);

	if (rc)
		return rc;
	rc = file_system_root()->stat_system(&path.at, &st);
	user_path_put(&path);
	return rc ? rc : statfs_to_user(a->arg[1], &st);
}

long sys_fstatfs(const struct syscall_args *a)
{
	struct file *f = fd_get(&process_current()->files, (int)a->arg[0]);
	struct file_system_stat st;
	int rc = -ENOSYS;

	if (!f)
		return -EBADF;
	if (f->ops->stat_system)
		rc = f->ops->stat_system(f, &st);
	file_put(f);
	return rc ? rc : statfs_to_user(a->arg[1], &st);
}

/* Everybody is the superuser: only what nobody may is refused. */
static int may_access(const struct file_at *at, unsigned how, unsigned wanted) HF_MAY_BLOCK;
static int may_access(const struct file_at *at, unsigned how, unsigned wanted)
{
	struct file_system_stat system;
	struct file_stat st;
	int rc = file_system_root()->stat(at, how, &st);

	if (rc)
		return rc;
	if ((wanted & ABI_X_OK) && (st.mode & S_IFMT) != S_IFDIR && !(st.mode & 0111))
		return -EACCES;
	if (!(wanted & ABI_W_OK) || (st.mode & S_IFMT) == S_IFCHR)
		return 0;
	rc = file_system_root()->stat_system(at, &system);
	return rc ? rc : system.read_only ? -EROFS : 0;
}

static long access_at(const struct syscall_args *a, unsigned flags) HF_MAY_BLOCK;
static long access_at(const struct syscall_args *a, unsigned flags)
{
	struct user_path path;
	int rc;

	if (a->arg[2] & ~(uint64_t)(ABI_R_OK | ABI_W_OK | ABI_X_OK))
		return -EINVAL;
	rc = user_path_get((int)a->arg[0], a->arg[1], &path);
	if (rc)
		return rc;
	rc = may_access(&path.at, flags & ABI_AT_SYMLINK_NOFOLLOW ? FILE_NOFOLLOW : 0,
			(unsigned)a->arg[2]);
	user_path_put(&path);
	return rc;
}

long sys_faccessat(const struct syscall_args *a)
{
	return access_at(a, 0);
}

long sys_faccessat2(const struct syscall_args *a)
{
	if (a->arg[3] & ~(uint64_t)(ABI_AT_EACCESS | ABI_AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	return access_at(a, (unsigned)a->arg[3]);
}

long sys_readlinkat(const struct syscall_args *a)
{
	size_t cap = a->arg[3];
	struct user_path path;
	char *target;
	long len;

	if ((int)cap <= 0)
		return -EINVAL;
	len = user_path_get((int)a->arg[0], a->arg[1], &path);
	if (len)
		return len;
	target = kmalloc(ABI_PATH_MAX);
	len = target ? file_system_root()->readlink(&path.at, target, ABI_PATH_MAX) : -ENOMEM;
	user_path_put(&path);
	if (len > 0 && (size_t)len > cap)
		len = (long)cap;
	if (len > 0 && copy_to_user(a->arg[2], target, (size_t)len))
		len = -EFAULT;
	kfree(target);
	return len;
}
