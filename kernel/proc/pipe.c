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
 * Locks: pipe.lock, a mutex: up to PIPE_BYTES are copied under it, to and from the memory of
 * programs as well (vm.lock inside it), which never needs I/O.
 */
#include "pipe.h"

#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/poll.h>
#include <kernel/string.h>
#include <kernel/wait.h>

enum {
	PIPE_PAGES = 32,                /* two of the usual blocks: one is filled while one is emptied */
	PIPE_BYTES = PIPE_PAGES * PAGE_SIZE,
	PIPE_RESERVE_PAGES = 1024,      /* of the machine's memory, that pipes leave to others */
};

struct pipe {
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	uint32_t read_at HF_GUARDED_BY(lock);   /* counts on; modulo PIPE_BYTES */
	uint32_t write_at HF_GUARDED_BY(lock);
	bool has_reader HF_GUARDED_BY(lock);
	bool has_writer HF_GUARDED_BY(lock);
	char *pages[PIPE_PAGES] HF_GUARDED_BY(lock); /* NULL: not needed yet */
	uint32_t refs;                          /* atomic */
	struct wait_queue readable, writable;
};

/* The ring's byte at `at`, and how many are behind it on its page. */
static char *ring_at_locked(const struct pipe *p, uint32_t at, size_t *left)
	HF_REQUIRES(p->lock);
static char *ring_at_locked(const struct pipe *p, uint32_t at, size_t *left)
{
	*left = PAGE_SIZE - at % PAGE_SIZE;
	return p->pages[at / PAGE_SIZE % PIPE_PAGES] + at % PAGE_SIZE;
}

/* Where the data of a read or write is: in the kernel, or in the calling program, which can be wrong
 * about that. */
struct place {
	char *kernel;                           /* NULL: in the program */
	user_addr_t user;
};

static int copy_piece(char *ring, const struct place *at, size_t offset, size_t len, bool to_ring)
	HF_MAY_BLOCK;
static int copy_piece(char *ring, const struct place *at, size_t offset, size_t len, bool to_ring)
{
	if (!at->kernel)
		return to_ring ? copy_from_user(ring, at->user + offset, len) :
				 copy_to_user(at->user + offset, ring, len);
	if (to_ring)
		memcpy(ring, at->kernel + offset, len);
	else
		memcpy(at->kernel + offset, ring, len);
	return 0;
}

/* Copies between the ring from `from` on and `at`: how much; -EFAULT. */
static ssize_t ring_copy_locked(struct pipe *p, uint32_t from, const struct place *at, size_t len,
				bool to_ring) HF_REQUIRES(p->lock) HF_MAY_BLOCK;
static ssize_t ring_copy_locked(struct pipe *p, uint32_t from, const struct place *at, size_t len,
				bool to_ring)
{
	for (size_t done = 0, step; done < len; done += step) {
		char *ring = ring_at_locked(p, from + done, &step);
		int rc;

		if (step > len - done)
			step = len - done;
		rc = copy_piece(ring, at, done, step, to_ring);
		if (rc)
			return done ? (ssize_t)done : rc;
	}
	return len;
}

/* Makes the pages for `len` bytes from `at` on; how many bytes there are pages for. */
static size_t ring_extend_locked(struct pipe *p, uint32_t at, size_t len) HF_REQUIRES(p->lock);
static size_t ring_extend_locked(struct pipe *p, uint32_t at, size_t len)
{
	size_t done = 0;

	while (done < len) {
		char **page = &p->pages[(at + done) / PAGE_SIZE % PIPE_PAGES];

		/* One page even where there is little left. */
		if (!*page && (page_count_free() >= PIPE_RESERVE_PAGES || (!done && at == p->read_at)))
			*page = kmalloc(PAGE_SIZE);
		if (!*page)
			break;
		done += PAGE_SIZE - (at + done) % PAGE_SIZE;
	}
	return done < len ? done : len;
}

/* What there is, up to len; 0 at the end; -EAGAIN: nothing yet. */
static ssize_t take_some(struct pipe *p, const struct place *to, size_t len) HF_MAY_BLOCK;
static ssize_t take_some(struct pipe *p, const struct place *to, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (p->write_at != p->read_at) {
		size_t there = p->write_at - p->read_at;

		rc = ring_copy_locked(p, p->read_at, to, len < there ? len : there, false);
		if (rc > 0)
			p->read_at += rc;
		/* An empty ring begins at the front: with the pages that are there, and aligned. */
		if (p->read_at == p->write_at)
			p->read_at = p->write_at = 0;
	} else {
		rc = p->has_writer ? -EAGAIN : 0;
	}
	mutex_unlock(&p->lock);
	return rc;
}

/* As much as there are pages for. */
static ssize_t put_locked(struct pipe *p, const struct place *from, size_t len)
	HF_REQUIRES(p->lock) HF_MAY_BLOCK;
static ssize_t put_locked(struct pipe *p, const struct place *from, size_t len)
{
	size_t n = ring_extend_locked(p, p->write_at, len);
	ssize_t rc;

	if (n < len && (!n || len <= PAGE_SIZE))
		return -ENOMEM;
	rc = ring_copy_locked(p, p->write_at, from, n, true);
	if (rc > 0)
		p->write_at += rc;
	return rc;
}

/* Puts in what there is room for; up to PIPE_BYTES in one piece. */
static ssize_t put_some(struct pipe *p, const struct place *from, size_t len) HF_MAY_BLOCK;
static ssize_t put_some(struct pipe *p, const struct place *from, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->lock);
	if (!p->has_reader) {
		rc = -EPIPE;
	} else {
		size_t room = PIPE_BYTES - (p->write_at - p->read_at);

		/* A short write stays in one piece: no other writer's bytes between. */
		if (room == 0 || (len <= PAGE_SIZE && room < len))
			rc = -EAGAIN;
		else
			rc = put_locked(p, from, len < room ? len : room);
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

static ssize_t pipe_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	const struct place to = { .kernel = buf };

	(void)offset;
	return read_to(f, &to, len);
}

static ssize_t pipe_read_user(struct file *f, uint64_t user, size_t len)
{
	const struct place to = { .user = user };

	return read_to(f, &to, len);
}

static ssize_t write_from(struct file *f, struct place from, size_t len) HF_MAY_BLOCK;
static ssize_t write_from(struct file *f, struct place from, size_t len)
{
	struct pipe *p = f->private_data;
	struct waiter waiter;
	size_t done = 0;
	ssize_t rc = 0;

	while (done < len) {
		bool full;

		wait_prepare(&p->writable, &waiter);
		rc = put_some(p, &from, len - done);
		full = rc == -EAGAIN && may_wait(f);
		if (full)
			rc = wait_sleep_interruptible(&p->writable, &waiter, 0);
		wait_finish(&p->writable, &waiter);
		if (rc < 0)
			break;
		if (full)
			continue;
		done += rc;
		from.user += rc;
		from.kernel = from.kernel ? from.kernel + rc : NULL;
		wake_all(&p->readable);
	}
	return done ? (ssize_t)done : rc;
}

static ssize_t pipe_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)offset;
	return write_from(f, (struct place){ .kernel = (char *)(uintptr_t)buf }, len);
}

static ssize_t pipe_write_user(struct file *f, uint64_t user, size_t len)
{
	return write_from(f, (struct place){ .user = user }, len);
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
	mutex_lock(&p->lock);
	for (unsigned i = 0; i < PIPE_PAGES; i++)
		kfree(p->pages[i]);
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
