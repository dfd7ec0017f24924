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
enum { IO_BYTES = 65536 };
#define IO_COUNT_MAX 0x7ffff000ul

/* A buffer for pieces of *piece bytes, or of fewer where memory is in small pieces itself. */
static void *buffer_for(size_t *piece)
{
	void *buffer = kmalloc(*piece);

	if (buffer || *piece <= PAGE_SIZE)
		return buffer;
	*piece = PAGE_SIZE;
	return kmalloc(PAGE_SIZE);
}

/* The open file, with a reference. */
static struct file *file_of(uint64_t fd)
{
	return fd_get(&process_current()->files, (int)fd);
}

/* As well, if it is open for that: not in `forbidden_mode`. */
static struct file *file_for(uint64_t fd, unsigned forbidden_mode) HF_MAY_BLOCK;
static struct file *file_for(uint64_t fd, unsigned forbidden_mode)
{
	struct file *f = file_of(fd);

	if (f && ((f->flags & O_ACCMODE) == forbidden_mode || (f->flags & O_PATH))) {
		file_put(f);
		return NULL;
	}
	return f;
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
	if (f->ops->read_user)
		return f->ops->read_user(f, to, len);
	buffer = buffer_for(&piece);
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

/* Writes from the program's memory, in pieces. */
static long write_pieces(struct file *f, user_addr_t from, size_t len, uint64_t *offset)
	HF_MAY_BLOCK;
static long write_pieces(struct file *f, user_addr_t from, size_t len, uint64_t *offset)
{
	size_t piece = len < IO_BYTES ? len : IO_BYTES;
	size_t done = 0;
	void *buffer;
	long rc = 0;

	buffer = buffer_for(&piece);
	if (!buffer)
		return -ENOMEM;
	while (done < len) {
		size_t want = len - done < piece ? len - done : piece;
		ssize_t n;

		rc = copy_from_user(buffer, from + done, want);
		if (rc)
			break;
		n = offset ? file_pwrite(f, buffer, want, *offset) : file_write(f, buffer, want);
		rc = n;
		if (n <= 0)
			break;
		done += n;
		if (offset)
			*offset += n;
		if ((size_t)n < want)
			break;
	}
	kfree(buffer);
	return done ? (long)done : rc;
}

/* At the file's position, or at *offset: likewise. */
static long write_from_user(struct file *f, user_addr_t from, size_t len, uint64_t *offset)
	HF_MAY_BLOCK;
static long write_from_user(struct file *f, user_addr_t from, size_t len, uint64_t *offset)
{
	long rc;

	if (!len)
		return 0;
	if (len > IO_COUNT_MAX)
		len = IO_COUNT_MAX;
	rc = f->ops->write_user ? f->ops->write_user(f, from, len) :
				  write_pieces(f, from, len, offset);
	/* Nobody will ever read it. */
	if (rc == -EPIPE)
		signal_send_self(ABI_SIGPIPE, &(struct signal_info){ .code = ABI_SI_USER });
	return rc;
}

long sys_openat(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	unsigned flags = a->arg[2];
	struct user_path path;
	struct file *f;
	int rc;

	rc = user_path_get((int)a->arg[0], a->arg[1], &path);
	if (rc)
		return rc;
	rc = file_open_at(&path.at, flags, a->arg[3] & 07777 & ~fd_umask(t), &f);
	user_path_put(&path);
	if (rc)
		return rc;
	rc = fd_install(t, f, flags & O_CLOEXEC, 0);
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
	long rc;

	if (!f)
		return -EBADF;
	rc = read_to_user(f, a->arg[1], a->arg[2], NULL);
	file_put(f);
	return rc;
}

long sys_write(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_RDONLY);
	long rc;

	if (!f)
		return -EBADF;
	rc = write_from_user(f, a->arg[1], a->arg[2], NULL);
	file_put(f);
	return rc;
}

/* Why this file has no `offset`; 0: it has. */
static int refuses_offset(const struct file *f, uint64_t offset)
{
	if ((int64_t)offset < 0)
		return -EINVAL;
	return f->ops->stream ? -ESPIPE : 0;
}

long sys_pread64(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_WRONLY);
	uint64_t offset = a->arg[3];
	long rc;

	if (!f)
		return -EBADF;
	rc = refuses_offset(f, offset);
	if (!rc)
		rc = read_to_user(f, a->arg[1], a->arg[2], &offset);
	file_put(f);
	return rc;
}

long sys_pwrite64(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_RDONLY);
	uint64_t offset = a->arg[3];
	long rc;

	if (!f)
		return -EBADF;
	rc = refuses_offset(f, offset);
	if (!rc)
		rc = write_from_user(f, a->arg[1], a->arg[2], &offset);
	file_put(f);
	return rc;
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

static long write_piece(struct file *f, user_addr_t at, size_t len) HF_MAY_BLOCK;
static long write_piece(struct file *f, user_addr_t at, size_t len)
{
	return write_from_user(f, at, len, NULL);
}

long sys_readv(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_WRONLY);
	long rc;

	if (!f)
		return -EBADF;
	rc = for_each_piece(f, a->arg[1], a->arg[2], read_piece);
	file_put(f);
	return rc;
}

long sys_writev(const struct syscall_args *a)
{
	struct file *f = file_for(a->arg[0], O_RDONLY);
	long rc;

	if (!f)
		return -EBADF;
	rc = for_each_piece(f, a->arg[1], a->arg[2], write_piece);
	file_put(f);
	return rc;
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
	struct file *f = file_of(a->arg[0]);
	long rc = -ESPIPE;

	if (!f)
		return -EBADF;
	if (!f->ops->stream) {
		mutex_lock(&f->position_lock);
		rc = new_position(f, a->arg[1], a->arg[2]);
		if (rc >= 0)
			f->position = rc;
		mutex_unlock(&f->position_lock);
	}
	file_put(f);
	return rc;
}

long sys_fsync(const struct syscall_args *a)
{
	struct file *f = file_of(a->arg[0]);
	long rc = -EINVAL;

	if (!f)
		return -EBADF;
	if (f->ops->sync)
		rc = f->ops->sync(f);
	file_put(f);
	return rc;
}

long sys_sync(const struct syscall_args *a)
{
	(void)a;
	(void)file_system_root()->sync();
	return 0;
}
