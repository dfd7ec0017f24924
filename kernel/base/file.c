/* SPDX-License-Identifier: MIT
 *
 * file.c: what is the same for every file: the root file system's registration,
 * reference counts, the position, and the checks that no file_ops should have
 * to repeat.
 *
 * position_lock is held across the operation, so that two reads through one
 * open file get different bytes.  It is a mutex: the operation may sleep.  A
 * stream has no position and is used without it: whoever waits in its read must
 * not keep a writer out.
 */
#include <kernel/errno.h>
#include <kernel/file.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/poll.h>

/* Flags that say how to open a file, and that it does not keep. */
#define FILE_OPEN_ONLY (unsigned)(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC)

static const struct file_system *root_file_system;

int file_system_register(const struct file_system *fs)
{
	const struct file_system *none = NULL;

	if (!__atomic_compare_exchange_n(&root_file_system, &none, fs, false,
					 __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		return -EBUSY;
	return 0;
}

const struct file_system *file_system_root(void)
{
	return __atomic_load_n(&root_file_system, __ATOMIC_ACQUIRE);
}

static uint32_t file_total;             /* atomic */

uint32_t file_open_count(void)
{
	return __atomic_load_n(&file_total, __ATOMIC_RELAXED);
}

static struct file *file_alloc(unsigned flags)
{
	struct file *f = kzalloc(sizeof(*f));

	if (!f)
		return NULL;
	f->refs = 1;
	f->flags = flags;
	mutex_init(file, position_lock, f);
	__atomic_fetch_add(&file_total, 1, __ATOMIC_RELAXED);
	return f;
}

static void file_free(struct file *f)
{
	__atomic_fetch_sub(&file_total, 1, __ATOMIC_RELAXED);
	kfree(f->path);
	kfree(f);
}

int file_create(const struct file_ops *ops, void *private_data, unsigned flags, struct file **out)
{
	struct file *f = file_alloc(flags);

	if (!f)
		return -ENOMEM;
	f->ops = ops;
	f->private_data = private_data;
	*out = f;
	return 0;
}

int file_open_at(const struct file_at *at, unsigned flags, uint32_t mode, struct file **out)
{
	const struct file_system *fs = file_system_root();
	struct file *f;
	int err;

	if (!fs)
		return -ENOENT;
	f = file_alloc(flags & ~FILE_OPEN_ONLY);
	if (!f)
		return -ENOMEM;
	err = fs->open(at, flags, mode, f);
	if (err) {
		file_free(f);
		return err;
	}
	*out = f;
	return 0;
}

int file_open(const char *path, unsigned flags, struct file **out)
{
	const struct file_at at = { .path = path };

	return file_open_at(&at, flags, 0, out);
}

int file_stat_path(const char *path, struct file_stat *out)
{
	const struct file_system *fs = file_system_root();
	const struct file_at at = { .path = path };

	return fs ? fs->stat(&at, 0, out) : -ENOENT;
}

static bool file_readable(const struct file *f)
{
	return (READ_ONCE(f->flags) & O_ACCMODE) != O_WRONLY && f->ops->read;
}

static bool file_writable(const struct file *f)
{
	return (READ_ONCE(f->flags) & O_ACCMODE) != O_RDONLY && f->ops->write;
}

/* A count that the result type can say. */
static size_t file_count(size_t len)
{
	return len > INTPTR_MAX ? INTPTR_MAX : len;
}

ssize_t file_pread(struct file *f, void *buf, size_t len, uint64_t offset)
{
	if (!file_readable(f))
		return -EBADF;
	if (f->ops->stream)
		return -ESPIPE;
	if (offset > INT64_MAX)
		return -EINVAL;
	return f->ops->read(f, buf, file_count(len), offset);
}

ssize_t file_read(struct file *f, void *buf, size_t len)
{
	ssize_t n;

	if (!file_readable(f))
		return -EBADF;
	if (f->ops->stream)
		return f->ops->read(f, buf, file_count(len), 0);
	mutex_lock(&f->position_lock);
	n = f->ops->read(f, buf, file_count(len), f->position);
	if (n > 0)
		f->position += (uint64_t)n;
	mutex_unlock(&f->position_lock);
	return n;
}

ssize_t file_pwrite(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	if (!file_writable(f))
		return -EBADF;
	if (f->ops->stream)
		return -ESPIPE;
	if (offset > INT64_MAX)
		return -EINVAL;
	return f->ops->write(f, buf, file_count(len), offset);
}

/* Writes where the position is, or moves it to the end first. */
static ssize_t write_at_position(struct file *f, const void *buf, size_t len)
	HF_REQUIRES(f->position_lock) HF_MAY_BLOCK;
static ssize_t write_at_position(struct file *f, const void *buf, size_t len)
{
	if ((READ_ONCE(f->flags) & O_APPEND) && f->ops->append)
		return f->ops->append(f, buf, len, &f->position);
	return f->ops->write(f, buf, len, f->position);
}

ssize_t file_write(struct file *f, const void *buf, size_t len)
{
	ssize_t n;

	if (!file_writable(f))
		return -EBADF;
	if (f->ops->stream)
		return f->ops->write(f, buf, file_count(len), 0);
	mutex_lock(&f->position_lock);
	n = write_at_position(f, buf, file_count(len));
	if (n > 0)
		f->position += (uint64_t)n;
	mutex_unlock(&f->position_lock);
	return n;
}

unsigned file_poll(struct file *f, struct poll_table *table)
{
	return f->ops->poll ? f->ops->poll(f, table) :
			      POLL_IN | POLL_RDNORM | POLL_OUT | POLL_WRNORM;
}

int file_stat(struct file *f, struct file_stat *out)
{
	int err;

	if (!f->ops->stat)
		return -EINVAL;
	err = f->ops->stat(f, out);
	/* Programs find out by these which name belongs to an open device. */
	if (!err && f->node_ino) {
		out->dev = f->node_dev;
		out->ino = f->node_ino;
	}
	return err;
}

int file_setattr(struct file *f, const struct file_attr *attr)
{
	if ((attr->set & FILE_SET_SIZE) && (!f->ops->setattr || !file_writable(f)))
		return -EINVAL;
	return f->ops->setattr ? f->ops->setattr(f, attr) : -EINVAL;
}

int file_readdir(struct file *f, file_emit_fn emit, void *arg)
{
	int err;

	if (!f->ops->readdir)
		return -ENOTDIR;
	mutex_lock(&f->position_lock);
	err = f->ops->readdir(f, &f->position, emit, arg);
	mutex_unlock(&f->position_lock);
	return err;
}

struct file *file_get(struct file *f)
{
	uint32_t before = __atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);

	KASSERT(before != 0 && before != UINT32_MAX);
	return f;
}

void file_put(struct file *f)
{
	if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) != 0)
		return;
	if (f->ops->release)
		f->ops->release(f);
	file_free(f);
}
