/* SPDX-License-Identifier: MIT
 *
 * sys_attr.c: system calls that change a file's attributes: permissions, owner, times, size.
 */
#include "process.h"
#include "sys_path.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/time.h>

static long set_by_fd(int fd, const struct file_attr *attr) HF_MAY_BLOCK;
static long set_by_fd(int fd, const struct file_attr *attr)
{
	struct file *f = fd_get(&process_current()->files, fd);
	int rc;

	if (!f)
		return -EBADF;
	rc = file_setattr(f, attr);
	file_put(f);
	return rc;
}

/* By the flags of the at calls. */
static long set_at(int dirfd, user_addr_t name, unsigned flags, const struct file_attr *attr)
	HF_MAY_BLOCK;
static long set_at(int dirfd, user_addr_t name, unsigned flags, const struct file_attr *attr)
{
	struct user_path path;
	struct file *f;
	int rc;

	if (flags & ~(unsigned)(ABI_AT_SYMLINK_NOFOLLOW | ABI_AT_EMPTY_PATH))
		return -EINVAL;
	rc = user_path_or_file(dirfd, name, flags & ABI_AT_EMPTY_PATH, &path, &f);
	if (rc)
		return rc;
	if (f) {
		rc = file_setattr(f, attr);
		file_put(f);
		return rc;
	}
	rc = file_system_root()->setattr(
		&path.at, flags & ABI_AT_SYMLINK_NOFOLLOW ? FILE_NOFOLLOW : 0, attr);
	user_path_put(&path);
	return rc;
}

long sys_fchmod(const struct syscall_args *a)
{
	const struct file_attr attr = { .set = FILE_SET_MODE, .mode = a->arg[1] & 07777 };

	return set_by_fd((int)a->arg[0], &attr);
}

long sys_fchmodat(const struct syscall_args *a)
{
	const struct file_attr attr = { .set = FILE_SET_MODE, .mode = a->arg[2] & 07777 };

	return set_at((int)a->arg[0], a->arg[1], 0, &attr);
}

/* -1 leaves an owner as it is. */
static struct file_attr owner_attr(uint32_t uid, uint32_t gid)
{
	return (struct file_attr){
		.set = (uid != UINT32_MAX ? FILE_SET_UID : 0) | (gid != UINT32_MAX ? FILE_SET_GID : 0),
		.uid = uid,
		.gid = gid,
	};
}

long sys_fchown(const struct syscall_args *a)
{
	const struct file_attr attr = owner_attr((uint32_t)a->arg[1], (uint32_t)a->arg[2]);

	return set_by_fd((int)a->arg[0], &attr);
}

long sys_fchownat(const struct syscall_args *a)
{
	const struct file_attr attr = owner_attr((uint32_t)a->arg[2], (uint32_t)a->arg[3]);

	return set_at((int)a->arg[0], a->arg[1], (unsigned)a->arg[4], &attr);
}

/* One of utimensat's two times: what to set it to, if at all. */
static int time_of(const struct abi_timespec *t, unsigned bit, unsigned *set, uint64_t *ns)
{
	if (t->nsec == ABI_UTIME_OMIT)
		return 0;
	*set |= bit;
	if (t->nsec == ABI_UTIME_NOW) {
		*ns = clock_unix_ns();
		return 0;
	}
	if (t->nsec < 0 || t->nsec >= (int64_t)NSEC_PER_SEC)
		return -EINVAL;
	/* What can't be said is the nearest time that can. */
	*ns = t->sec < 0 ? 0 :
	      (uint64_t)t->sec > UINT64_MAX / NSEC_PER_SEC - 1 ? UINT64_MAX :
	      (uint64_t)t->sec * NSEC_PER_SEC + (uint64_t)t->nsec;
	return 0;
}

long sys_utimensat(const struct syscall_args *a)
{
	struct abi_timespec times[2] = { { .nsec = ABI_UTIME_NOW }, { .nsec = ABI_UTIME_NOW } };
	struct file_attr attr = { .set = 0 };
	int rc = 0;

	if (a->arg[2])
		rc = copy_from_user(times, a->arg[2], sizeof(times));
	if (!rc)
		rc = time_of(&times[0], FILE_SET_ATIME, &attr.set, &attr.atime_ns);
	if (!rc)
		rc = time_of(&times[1], FILE_SET_MTIME, &attr.set, &attr.mtime_ns);
	if (rc)
		return rc;
	/* Without a path: the open file. */
	if (!a->arg[1])
		return set_by_fd((int)a->arg[0], &attr);
	return set_at((int)a->arg[0], a->arg[1], (unsigned)a->arg[3], &attr);
}

long sys_truncate(const struct syscall_args *a)
{
	const struct file_attr attr = { .set = FILE_SET_SIZE, .size = a->arg[1] };

	if ((int64_t)a->arg[1] < 0)
		return -EINVAL;
	return set_at(ABI_AT_FDCWD, a->arg[0], 0, &attr);
}

long sys_ftruncate(const struct syscall_args *a)
{
	const struct file_attr attr = { .set = FILE_SET_SIZE, .size = a->arg[1] };

	if ((int64_t)a->arg[1] < 0)
		return -EINVAL;
	return set_by_fd((int)a->arg[0], &attr);
}
