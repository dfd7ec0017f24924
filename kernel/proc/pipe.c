/* SPDX-License-Identifier: MIT
 *
 * pipe.c: pipes: a ring of bytes between two files.
 *
 * A reader sleeps while the ring is empty and a writer exists; a writer while it
 * is full and a reader exists.  Whoever changes the ring, or leaves, wakes the
 * other side after the unlock.  The pipe itself has one reference for each end
 * and is freed by the end that leaves last, after its wake-up, so that no
 * waker touches a queue that the other end has freed.
 *
 * Locks: pipe.lock, a mutex: up to PIPE_BYTES are copied under it.
 */
#include "pipe.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/poll.h>
#include <kernel/string.h>
#include <kernel/wait.h>

enum {
	PIPE_BYTES = 65536,
	PIPE_RESERVE_PAGES = 2048,      /* of the machine's memory, that pipes leave to others */
};

struct pipe {
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	uint32_t read_at HF_GUARDED_BY(lock);   /* counts on without end; modulo PIPE_BYTES */
	uint32_t write_at HF_GUARDED_BY(lock);
	bool has_reader HF_GUARDED_BY(lock);
	bool has_writer HF_GUARDED_BY(lock);
	uint32_t refs;                          /* atomic */
	struct wait_queue readable, writable;
	char *ring;                             /* PIPE_BYTES */
};

/* Copies between the ring from `at` on and `buf`. */
static void ring_copy_out(const struct pipe *p, uint32_t at, void *buf, size_t len)
{
	size_t start = at % PIPE_BYTES;
	size_t first = len < PIPE_BYTES - start ? len : PIPE_BYTES - start;

	memcpy(buf, p->ring + start, first);
	memcpy((char *)buf + first, p->ring, len - first);
}

static void ring_copy_in(struct pipe *p, uint32_t at, const void *buf, size_t len)
{
	size_t start = at % PIPE_BYTES;
	size_t first = len < PIPE_BYTES - start ? len : PIPE_BYTES - start;

	memcpy(p->ring + start, buf, first);
	memcpy(p->ring, (const char *)buf + first, len - first);
}

/* What there is, up to len; 0 at the end; -EAGAIN: nothing yet. */
static ssize_t take_some(struct pipe *p, void *buf, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (p->write_at != p->read_at) {
		size_t there = p->write_at - p->read_at;

		rc = len < there ? len : there;
		ring_copy_out(p, p->read_at, buf, rc);
		p->read_at += rc;
	} else {
		rc = p->has_writer ? -EAGAIN : 0;
	}
	mutex_unlock(&p->lock);
	return rc;
}

/* Puts in what there is room for; up to PIPE_BYTES in one piece. */
static ssize_t put_some(struct pipe *p, const void *buf, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (!p->has_reader) {
		rc = -EPIPE;
	} else {
		size_t room = PIPE_BYTES - (p->write_at - p->read_at);

		/* A short write stays in one piece: no other writer's bytes between. */
		if (room == 0 || (len <= PAGE_SIZE && room < len)) {
			rc = -EAGAIN;
		} else {
			rc = len < room ? len : room;
			ring_copy_in(p, p->write_at, buf, rc);
			p->write_at += rc;
		}
	}
	mutex_unlock(&p->lock);
	return rc;
}

static bool may_wait(const struct file *f)
{
	return !(__atomic_load_n(&f->flags, __ATOMIC_RELAXED) & O_NONBLOCK);
}

static ssize_t pipe_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	struct pipe *p = f->private_data;
	struct waiter waiter;
	ssize_t rc;

	(void)offset;
	if (!len)
		return 0;
	for (;;) {
		wait_prepare(&p->readable, &waiter);
		rc = take_some(p, buf, len);
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

static ssize_t pipe_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	struct pipe *p = f->private_data;
	struct waiter waiter;
	size_t done = 0;
	ssize_t rc = 0;

	(void)offset;
	while (done < len) {
		bool full;

		wait_prepare(&p->writable, &waiter);
		rc = put_some(p, (const char *)buf + done, len - done);
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
	if (PIPE_BYTES - (p->write_at - p->read_at) >= PAGE_SIZE)
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
	kfree(p->ring);
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
	.poll = pipe_poll_reader,
	.stream = true,
	.kind = "pipe",
	.stat = pipe_stat,
	.release = pipe_release_reader,
};
static const struct file_ops pipe_writer_ops = {
	.write = pipe_write,
	.poll = pipe_poll_writer,
	.stream = true,
	.kind = "pipe",
	.stat = pipe_stat,
	.release = pipe_release_writer,
};

int pipe_create(bool nonblock, struct file **read_end, struct file **write_end)
{
	const unsigned flags = nonblock ? O_NONBLOCK : 0;
	struct pipe *p;
	int rc;

	if (page_count_free() < PIPE_RESERVE_PAGES)
		return -ENFILE;
	p = kzalloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->ring = kmalloc(PIPE_BYTES);
	if (!p->ring) {
		kfree(p);
		return -ENOMEM;
	}
	mutex_init(pipe, lock, p);
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
