/* SPDX-License-Identifier: MIT
 *
 * sys_sendfile.c: sendfile: from a file to a file, without a detour by the program's
 * memory.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>

enum { SEND_BYTES = 65536 };

/* Copies up to `len` bytes: from *offset, which moves on, or from the position.  What was
 * read and then not written is read again: the position goes back. */
static long copy_file(struct file *to, struct file *from, uint64_t *offset, size_t len)
	HF_MAY_BLOCK;
static long copy_file(struct file *to, struct file *from, uint64_t *offset, size_t len)
{
	size_t piece = len < SEND_BYTES ? len : SEND_BYTES;
	void *buffer = kmalloc(piece);
	size_t done = 0;
	long rc = 0;

	if (!buffer)
		return -ENOMEM;
	while (done < len) {
		size_t want = len - done < piece ? len - done : piece;
		ssize_t n = file_pread(from, buffer, want, *offset);

		rc = n;
		if (n <= 0)
			break;
		n = file_write(to, buffer, (size_t)n);
		rc = n;
		if (n <= 0)
			break;
		done += (size_t)n;
		*offset += (size_t)n;
	}
	kfree(buffer);
	return done ? (long)done : rc;
}

/* At the position, which nobody else moves meanwhile. */
static long copy_from_position(struct file *to, struct file *from, size_t len) HF_MAY_BLOCK;
static long copy_from_position(struct file *to, struct file *from, size_t len)
{
	uint64_t offset;
	long rc;

	mutex_lock(&from->position_lock);
	offset = from->position;
	mutex_unlock(&from->position_lock);
	rc = copy_file(to, from, &offset, len);
	if (rc > 0) {
		mutex_lock(&from->position_lock);
		from->position = offset;
		mutex_unlock(&from->position_lock);
	}
	return rc;
}

static long send(struct file *to, struct file *from, user_addr_t user_offset, size_t len)
	HF_MAY_BLOCK;
static long send(struct file *to, struct file *from, user_addr_t user_offset, size_t len)
{
	uint64_t offset;
	long rc;

	if (from->ops->stream)
		return -EINVAL;
	if (!user_offset)
		return copy_from_position(to, from, len);
	rc = copy_from_user(&offset, user_offset, sizeof(offset));
	if (rc)
		return rc;
	if ((int64_t)offset < 0)
		return -EINVAL;
	rc = copy_file(to, from, &offset, len);
	if (rc > 0 && copy_to_user(user_offset, &offset, sizeof(offset)))
		rc = -EFAULT;
	return rc;
}

long sys_sendfile(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	struct file *to = fd_get(t, (int)a->arg[0]);
	struct file *from = fd_get(t, (int)a->arg[1]);
	size_t len = a->arg[3] < 0x7ffff000 ? a->arg[3] : 0x7ffff000;
	long rc = -EBADF;

	if (to && from)
		rc = len ? send(to, from, a->arg[2], len) : 0;
	if (to)
		file_put(to);
	if (from)
		file_put(from);
	return rc;
}
