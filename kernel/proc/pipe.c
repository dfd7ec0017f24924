/* SPDX-License-Identifier: MIT
 *
 * pipe.c: pipes: a ring of bytes between two files.  It grows, while there is memory, when a
 * writer finds it full: each time that a writer has to wait costs two switches.
 *
 * A reader sleeps while the ring is empty and a writer exists; a writer while it
 * is full and a reader exists.  Whoever changes the ring, or leaves, wakes the
 * other side after the unlock.  The pipe itself has one reference for each end
 * and is freed by the end that leaves last, after its wake-up, so that no
 * waker touches a queue that the other end has freed.
 *
 * Locks: pipe.lock, a mutex: up to PIPE_BYTES_MAX are copied under it, between the ring and the
 * memory of the program, whose vm.lock comes behind it.
 */
#include "pipe.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/poll.h>
#include <kernel/string.h>
#include <kernel/wait.h>

enum { PIPE_BYTES = 4096, PIPE_BYTES_MAX = 65536 };

struct pipe {
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	uint32_t read_at HF_GUARDED_BY(lock);   /* counts on without end */
	uint32_t write_at HF_GUARDED_BY(lock);
	bool has_reader HF_GUARDED_BY(lock);
	bool has_writer HF_GUARDED_BY(lock);
	uint32_t refs;                          /* atomic */
	struct wait_queue readable, writable;
	char *ring HF_GUARDED_BY(lock);         /* position n is at n % size */
	uint32_t size HF_GUARDED_BY(lock);      /* a power of two */
};

/* How much of `len` bytes from position `at` on lies before the ring's end. */
static size_t before_end(const struct pipe *p, uint32_t at, size_t len) HF_REQUIRES(p->lock);
static size_t before_end(const struct pipe *p, uint32_t at, size_t len)
{
	size_t left = p->size - at % p->size;

	return len < left ? len : left;
}

/* Memory that bytes come from or go to: the kernel's, or the calling program's. */
struct place {
	char *kernel;                   /* NULL: */
	user_addr_t user;
};

static int place_put(const struct place *to, size_t at, const char *from, size_t len) HF_MAY_BLOCK;
static int place_put(const struct place *to, size_t at, const char *from, size_t len)
{
	if (!to->kernel)
		return copy_to_user(to->user + at, from, len);
	memcpy(to->kernel + at, from, len);
	return 0;
}

static int place_get(const struct place *from, size_t at, char *to, size_t len) HF_MAY_BLOCK;
static int place_get(const struct place *from, size_t at, char *to, size_t len)
{
	if (!from->kernel)
		return copy_from_user(to, from->user + at, len);
	memcpy(to, from->kernel + at, len);
	return 0;
}

/* The first `len` bytes of the ring.  0, -EFAULT. */
static int ring_copy_out(const struct pipe *p, const struct place *to, size_t len)
	HF_REQUIRES(p->lock) HF_MAY_BLOCK;
static int ring_copy_out(const struct pipe *p, const struct place *to, size_t len)
{
	const size_t first = before_end(p, p->read_at, len);
	int rc = place_put(to, 0, p->ring + p->read_at % p->size, first);

	return rc || first == len ? rc : place_put(to, first, p->ring, len - first);
}

/* Behind the last one, from `done` on. */
static int ring_copy_in(struct pipe *p, const struct place *from, size_t done, size_t len)
	HF_REQUIRES(p->lock) HF_MAY_BLOCK;
static int ring_copy_in(struct pipe *p, const struct place *from, size_t done, size_t len)
{
	const size_t first = before_end(p, p->write_at, len);
	int rc = place_get(from, done, p->ring + p->write_at % p->size, first);

	return rc || first == len ? rc : place_get(from, done + first, p->ring, len - first);
}

/* Makes room for `len` more bytes, or for as many as may be; without memory it stays as it is. */
static void grow(struct pipe *p, size_t len) HF_REQUIRES(p->lock);
static void grow(struct pipe *p, size_t len)
{
	const uint32_t there = p->write_at - p->read_at;
	uint32_t size = p->size;
	char *ring;

	while (size < PIPE_BYTES_MAX && size - there < len)
		size *= 2;
	ring = size > p->size ? kmalloc(size) : NULL;
	if (!ring)
		return;
	(void)ring_copy_out(p, &(struct place){ .kernel = ring }, there);
	kfree(p->ring);
	p->ring = ring;
	p->size = size;
	p->read_at = 0;
	p->write_at = there;
}

/* What there is, up to len; 0 at the end; -EAGAIN: nothing yet; -EFAULT. */
static ssize_t take_some(struct pipe *p, const struct place *to, size_t len) HF_MAY_BLOCK;
static ssize_t take_some(struct pipe *p, const struct place *to, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (p->write_at != p->read_at) {
		size_t there = p->write_at - p->read_at;

		if (len > there)
			len = there;
		rc = ring_copy_out(p, to, len);
		if (!rc) {
			p->read_at += len;
			rc = len;
		}
	} else {
		rc = p->has_writer ? -EAGAIN : 0;
	}
	mutex_unlock(&p->lock);
	return rc;
}

/* Puts in what there is room for; up to a page in one piece. */
static ssize_t put_some(struct pipe *p, const struct place *from, size_t done, size_t len)
	HF_MAY_BLOCK;
static ssize_t put_some(struct pipe *p, const struct place *from, size_t done, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (!p->has_reader) {
		rc = -EPIPE;
	} else {
		size_t room;

		grow(p, len);
		room = p->size - (p->write_at - p->read_at);
		/* A short write stays in one piece: no other writer's bytes between. */
		if (room == 0 || (len <= PAGE_SIZE && room < len)) {
			rc = -EAGAIN;
		} else {
			if (len > room)
				len = room;
			rc = ring_copy_in(p, from, done, len);
			if (!rc) {
				p->write_at += len;
				rc = len;
			}
		}
	}
	mutex_unlock(&p->lock);
	return rc;
}

static bool may_wait(const struct file *f)
{
	return !(__atomic_load_n(&f->flags, __ATOMIC_RELAXED) & O_NONBLOCK);
}

static ssize_t read_to(struct file *f, const struct place *to, size_t len) HF_MAY_BLOCK;
static ssize_t read_to(struct file *f, const struct place *to, size_t len)
{
	struct pipe *p = f->private_data;
	struct waiter waiter;
	ssize_t rc;

	if (!len)
		return 0;
	for (;;) {
		wait_prepare(&p->readable, &waiter);
		rc = take_some(p, to, len);
		if (rc != -EAGAIN || !may_wait(f))
			break;
		rc = wait_sleep_interruptible(&p->readable, &waiter, 0);
		if (rc)
			break;
	}
	wait_finish(&p->readable, &waiter);
	if (rc > 0)
		wake_all(&p->writable);
	return rc;
}

static ssize_t write_from(struct file *f, const struct place *from, size_t len) HF_MAY_BLOCK;
static ssize_t write_from(struct file *f, const struct place *from, size_t len)
{
	struct pipe *p = f->private_data;
	struct waiter waiter;
	size_t done = 0;
	ssize_t rc = 0;

	while (done < len) {
		bool full;

		wait_prepare(&p->writable, &waiter);
		rc = put_some(p, from, done, len - done);
		full = rc == -EAGAIN && may_wait(f);
		if (full)
			rc = wait_sleep_interruptible(&p->writable, &waiter, 0);
		wait_finish(&p->writable, &waiter);
		if (rc < 0)
			break;
		if (full)
			continue;
		done += rc;
		wake_all(&p->readable);
	}
	return done ? (ssize_t)done : rc;
}

static ssize_t pipe_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)offset;
	return read_to(f, &(struct place){ .kernel = buf }, len);
}

static ssize_t pipe_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)offset;
	return write_from(f, &(struct place){ .kernel = (char *)buf }, len);
}

static ssize_t pipe_read_user(struct file *f, uint64_t to, size_t len)
{
	return read_to(f, &(struct place){ .user = to }, len);
}

static ssize_t pipe_write_user(struct file *f, uint64_t from, size_t len)
{
	return write_from(f, &(struct place){ .user = from }, len);
}

static unsigned pipe_poll_reader(struct file *f, struct poll_table *table)
{
	struct pipe *p = f->private_data;
	unsigned events = 0;

	poll_wait(table, &p->readable);
	mutex_lock(&p->lock);
	if (p->write_at != p->read_at)
		events |= POLL_IN | POLL_RDNORM;
	if (!p->has_writer)
		events |= POLL_HUP;
	mutex_unlock(&p->lock);
	return events;
}

static unsigned pipe_poll_writer(struct file *f, struct poll_table *table)
{
	struct pipe *p = f->private_data;
	unsigned events = 0;

	poll_wait(table, &p->writable);
	mutex_lock(&p->lock);
	/* Room for what must go in as one piece. */
	grow(p, PAGE_SIZE);
	if (p->size - (p->write_at - p->read_at) >= PAGE_SIZE)
		events |= POLL_OUT | POLL_WRNORM;
	if (!p->has_reader)
		events |= POLL_ERR;
	mutex_unlock(&p->lock);
	return events;
}

static int pipe_stat(struct file *f, struct file_stat *out)
{
	(void)f;
	*out = (struct file_stat){ .mode = S_IFIFO | 0600, .nlink = 1 };
	return 0;
}

static void pipe_unref(struct pipe *p)
{
	if (__atomic_fetch_sub(&p->refs, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	mutex_lock(&p->lock);
	kfree(p->ring);
	mutex_unlock(&p->lock);
	kfree(p);
}

static void pipe_release_reader(struct file *f)
{
	struct pipe *p = f->private_data;

	mutex_lock(&p->lock);
	p->has_reader = false;
	mutex_unlock(&p->lock);
	wake_all(&p->writable);
	pipe_unref(p);
}

static void pipe_release_writer(struct file *f)
{
	struct pipe *p = f->private_data;

	mutex_lock(&p->lock);
	p->has_writer = false;
	mutex_unlock(&p->lock);
	wake_all(&p->readable);
	pipe_unref(p);
}

static const struct file_ops pipe_reader_ops = {
	.read = pipe_read,
	.read_user = pipe_read_user,
	.poll = pipe_poll_reader,
	.stream = true,
	.kind = "pipe",
	.stat = pipe_stat,
	.release = pipe_release_reader,
};
static const struct file_ops pipe_writer_ops = {
	.write = pipe_write,
	.write_user = pipe_write_user,
	.poll = pipe_poll_writer,
	.stream = true,
	.kind = "pipe",
	.stat = pipe_stat,
	.release = pipe_release_writer,
};

int pipe_create(bool nonblock, struct file **read_end, struct file **write_end)
{
	const unsigned flags = nonblock ? O_NONBLOCK : 0;
	struct pipe *p = kzalloc(sizeof(*p));
	int rc;

	if (!p)
		return -ENOMEM;
	p->ring = kmalloc(PIPE_BYTES);
	if (!p->ring) {
		kfree(p);
		return -ENOMEM;
	}
	mutex_init(pipe, lock, p);
	p->size = PIPE_BYTES;
	wait_queue_init(&p->readable);
	wait_queue_init(&p->writable);
	p->has_reader = true;
	p->has_writer = true;
	p->refs = 2;
	rc = file_create(&pipe_reader_ops, p, O_RDONLY | flags, read_end);
	if (!rc) {
		rc = file_create(&pipe_writer_ops, p, O_WRONLY | flags, write_end);
		if (!rc)
			return 0;
		file_put(*read_end);
	} else {
		pipe_unref(p);
	}
	pipe_unref(p);
	return rc;
}
