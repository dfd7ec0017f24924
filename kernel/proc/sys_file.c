/* SPDX-License-Identifier: MIT
 *
 * sys_file.c: system calls that read and write files.
 *
 * Data goes through a buffer of the kernel's: a file system never sees an address of
 * a program, and no lock of a file system is held while a program's memory is
 * touched.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"
#include "sys_path.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>

/* The largest piece that a read or write moves at once, and the longest count, which is
 * Linux's. */
enum { IO_BYTES = 16384 };
#define IO_COUNT_MAX 0x7ffff000ul

static struct file *file_for(uint64_t fd, unsigned forbidden_mode)
{
	struct file *f = fd_file(&process_current()->files, (int)fd);

	return f && (f->flags & O_ACCMODE) != forbidden_mode ? f : NULL;
}

/* Reads into the program's memory: at the file's position, or at *offset if given, which
 * moves on. */
static long read_to_user(struct file *f, user_addr_t to, size_t len, uint64_t *offset)
	HF_MAY_BLOCK;
static long read_to_user(struct file *f, user_addr_t to, size_t len, uint64_t *offset)
{
	size_t piece = len < IO_BYTES ? len : IO_BYTES;
	size_t done = 0;
	void *buffer;
	long rc = 0;

	if (!len)
		return 0;
	if (len > IO_COUNT_MAX)
		len = IO_COUNT_MAX;
	buffer = kmalloc(piece);
	if (!buffer)
		return -ENOMEM;
	while (done < len) {
		size_t want = len - done < piece ? len - done : piece;
		ssize_t n = offset ? file_pread(f, buffer, want, *offset) :
				     file_read(f, buffer, want);

		rc = n;
		if (n <= 0)
			break;
		rc = copy_to_user(to + done, buffer, n);
		if (rc)
			break;
		done += n;
		if (offset)
			*offset += n;
		/* A stream's next read could wait, with data in hand. */
		if ((size_t)n < want || f->ops->stream)
			break;
	}
	kfree(buffer);
	return done ? (long)done : rc;
}

static long write_from_user(struct file *f, user_addr_t from, size_t len) HF_MAY_BLOCK;
static long write_from_user(struct file *f, user_addr_t from, size_t len)
{
	size_t piece = len < IO_BYTES ? len : IO_BYTES;
	size_t done = 0;
	void *buffer;
	long rc = 0;

	if (!len)
		return 0;
	if (len > IO_COUNT_MAX)
		len = IO_COUNT_MAX;
	buffer = kmalloc(piece);
	if (!buffer)
		return -ENOMEM;
	while (done < len) {
		size_t want = len - done < piece ? len - done : piece;
		ssize_t n;

		rc = copy_from_user(buffer, from + done, want);
		if (rc)
			break;
		n = file_write(f, buffer, want);
		rc = n;
		if (n <= 0)
			break;
		done += n;
		if ((size_t)n < want)
			break;
	}
	kfree(buffer);
	/* Nobody will ever read it. */
	if (rc == -EPIPE)
		signal_send_self(ABI_SIGPIPE, &(struct signal_info){ .code = ABI_SI_USER });
	return done ? (long)done : rc;
}

long sys_openat(const struct syscall_args *a)
{
	struct process *p = process_current();
	unsigned flags = a->arg[2];
	struct file *f;
	char *path;
	int rc;

	rc = path_from_user((int)a->arg[0], a->arg[1], &path);
	if (rc)
		return rc;
	rc = file_open(path, flags & ~(unsigned)O_CLOEXEC, &f);
	kfree(path);
	if (rc)
		return rc;
	rc = fd_install(&p->files, f, flags & O_CLOEXEC, 0);
	if (rc < 0)
		file_put(f);
	return rc;
}

long sys_close(const struct syscall_args *a)
{
	return fd_close(&process_current()->files, (int)a->arg[0]);
}

long sys_read(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_WRONLY);

	return f ? read_to_user(f, a->arg[1], a->arg[2], NULL) : -EBADF;
}

long sys_write(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_RDONLY);

	return f ? write_from_user(f, a->arg[1], a->arg[2]) : -EBADF;
}

long sys_pread64(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_WRONLY);
	uint64_t offset = a->arg[3];

	if (!f)
		return -EBADF;
	if ((int64_t)offset < 0)
		return -EINVAL;
	if (f->ops->stream)
		return -ESPIPE;
	return read_to_user(f, a->arg[1], a->arg[2], &offset);
}

/* Calls `move` for each of `count` pieces until one is short or fails. */
static long for_each_piece(struct file *f, user_addr_t pieces, uint64_t count,
			   long (*move)(struct file *f, user_addr_t at, size_t len) HF_MAY_BLOCK)
	HF_MAY_BLOCK;
static long for_each_piece(struct file *f, user_addr_t pieces, uint64_t count,
			   long (*move)(struct file *f, user_addr_t at, size_t len) HF_MAY_BLOCK)
{
	long done = 0;

	if (count > ABI_IOV_MAX)
		return -EINVAL;
	for (uint64_t i = 0; i < count; i++) {
		struct abi_iovec piece;
		long rc = copy_from_user(&piece, pieces + i * sizeof(piece), sizeof(piece));

		if (!rc && (int64_t)piece.len < 0)
			rc = -EINVAL;
		if (!rc)
			rc = move(f, piece.base, piece.len);
		if (rc < 0)
			return done ? done : rc;
		done += rc;
		if ((uint64_t)rc < piece.len)
			break;
	}
	return done;
}

static long read_piece(struct file *f, user_addr_t at, size_t len) HF_MAY_BLOCK;
static long read_piece(struct file *f, user_addr_t at, size_t len)
{
	return read_to_user(f, at, len, NULL);
}

long sys_readv(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_WRONLY);

	return f ? for_each_piece(f, a->arg[1], a->arg[2], read_piece) : -EBADF;
}

long sys_writev(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_RDONLY);

	return f ? for_each_piece(f, a->arg[1], a->arg[2], write_from_user) : -EBADF;
}

/* The position that lseek asks for.  Under position_lock. */
static long new_position(struct file *f, int64_t offset, unsigned whence)
	HF_REQUIRES(f->position_lock) HF_MAY_BLOCK;
static long new_position(struct file *f, int64_t offset, unsigned whence)
{
	struct file_stat st;
	int64_t base, to;
	int rc;

	switch (whence) {
	case ABI_SEEK_SET:
		base = 0;
		break;
	case ABI_SEEK_CUR:
		base = f->position;
		break;
	case ABI_SEEK_END:
		rc = file_stat(f, &st);
		if (rc)
			return rc;
		base = st.size;
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(base, offset, &to))
		return -EOVERFLOW;
	return to < 0 ? -EINVAL : to;
}

long sys_lseek(const struct syscall_args *a)
{
	struct file *f = fd_file(&process_current()->files, (int)a->arg[0]);
	long rc;

	if (!f)
		return -EBADF;
	if (f->ops->stream)
		return -ESPIPE;
	mutex_lock(&f->position_lock);
	rc = new_position(f, a->arg[1], a->arg[2]);
	if (rc >= 0)
		f->position = rc;
	mutex_unlock(&f->position_lock);
	return rc;
}

long sys_ioctl(const struct syscall_args *a)
{
	struct file *f = fd_file(&process_current()->files, (int)a->arg[0]);

	if (!f)
		return -EBADF;
	return f->ops->ioctl ? f->ops->ioctl(f, a->arg[1], a->arg[2]) : -ENOTTY;
}
