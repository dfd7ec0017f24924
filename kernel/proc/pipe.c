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
 * Locks: pipe.read_lock and pipe.write_lock, mutexes: one reader and one writer at a time, so that the one
 * takes out while the other puts in.  Each moves its own end of what is there, and sees the other's
 * by acquire and release.  Up to PIPE_BYTES are copied under them, to and from the memory of
 * programs as well (vm.lock inside them), which never needs I/O.  A reader may try write_lock inside read_lock.
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
	HF_LOCK_FIELD(mutex_t, read_lock, preemptible);
	HF_LOCK_FIELD(mutex_t, write_lock, preemptible);
	/* Atomic.  They count on, modulo PIPE_BYTES; set back to 0 under both locks. */
	uint32_t read_at;                       /* changes under read_lock */
	uint32_t write_at;                      /* changes under write_lock */
	bool has_reader, has_writer;            /* atomic */
	/* NULL: not needed yet.  Made under write_lock before write_at goes past it; stays as long as the pipe. */
	char *pages[PIPE_PAGES];
	uint32_t refs;                          /* atomic */
	struct wait_queue readable, writable;
};

static uint32_t get(const uint32_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

static void set(uint32_t *at, uint32_t value)
{
	__atomic_store_n(at, value, __ATOMIC_RELEASE);
}

/* The ring's byte at `at`, and how many are behind it on its page. */
static char *ring_at(const struct pipe *p, uint32_t at, size_t *left)
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
static ssize_t ring_copy(const struct pipe *p, uint32_t from, const struct place *at, size_t len,
			 bool to_ring) HF_MAY_BLOCK;
static ssize_t ring_copy(const struct pipe *p, uint32_t from, const struct place *at, size_t len,
			 bool to_ring)
{
	for (size_t done = 0, step; done < len; done += step) {
		char *ring = ring_at(p, from + done, &step);
		int rc;

		if (step > len - done)
			step = len - done;
		rc = copy_piece(ring, at, done, step, to_ring);
		if (rc)
			return done ? (ssize_t)done : rc;
	}
	return len;
}

/* Makes the pages for `len` bytes from write_at on; how many bytes there are pages for. */
static size_t extend_locked(struct pipe *p, size_t len) HF_REQUIRES(p->write_lock);
static size_t extend_locked(struct pipe *p, size_t len)
{
	uint32_t at = p->write_at;
	size_t done = 0;

	while (done < len) {
		char **page = &p->pages[(at + done) / PAGE_SIZE % PIPE_PAGES];

		/* One page even where there is little left. */
		if (!*page && (page_count_free() >= PIPE_RESERVE_PAGES || (!done && at == get(&p->read_at))))
			*page = kmalloc(PAGE_SIZE);
		if (!*page)
			break;
		done += PAGE_SIZE - (at + done) % PAGE_SIZE;
	}
	return done < len ? done : len;
}

/* An empty ring begins at the front: with the pages that are there, and aligned.  Not worth waiting for
 * a writer, nor doing for every byte. */
static void begin_anew_locked(struct pipe *p) HF_REQUIRES(p->read_lock);
static void begin_anew_locked(struct pipe *p)
{
	if (p->read_at % PIPE_BYTES < PAGE_SIZE || p->read_at != get(&p->write_at) ||
	    !mutex_trylock(&p->write_lock))
		return;
	if (p->read_at == p->write_at) {
		set(&p->read_at, 0);
		set(&p->write_at, 0);
	}
	mutex_unlock(&p->write_lock);
}

/* What there is, up to len; 0 at the end; -EAGAIN: nothing yet. */
static ssize_t take_locked(struct pipe *p, const struct place *to, size_t len)
	HF_REQUIRES(p->read_lock) HF_MAY_BLOCK;
static ssize_t take_locked(struct pipe *p, const struct place *to, size_t len)
{
	/* Before the bytes: the last writer puts them in before it leaves. */
	bool more_comes = __atomic_load_n(&p->has_writer, __ATOMIC_ACQUIRE);
	size_t there = get(&p->write_at) - p->read_at;
	ssize_t rc;

	if (!there)
		return more_comes ? -EAGAIN : 0;
	rc = ring_copy(p, p->read_at, to, len < there ? len : there, false);
	if (rc > 0)
		set(&p->read_at, p->read_at + rc);
	begin_anew_locked(p);
	return rc;
}

static ssize_t take_some(struct pipe *p, const struct place *to, size_t len) HF_MAY_BLOCK;
static ssize_t take_some(struct pipe *p, const struct place *to, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->read_lock);
	rc = take_locked(p, to, len);
	mutex_unlock(&p->read_lock);
	return rc;
}

static size_t room_locked(const struct pipe *p) HF_REQUIRES(p->write_lock);
static size_t room_locked(const struct pipe *p)
{
	return PIPE_BYTES - (p->write_at - get(&p->read_at));
}

/* Puts in what there is room and memory for; up to PIPE_BYTES in one piece. */
static ssize_t put_locked(struct pipe *p, const struct place *from, size_t len)
	HF_REQUIRES(p->write_lock) HF_MAY_BLOCK;
static ssize_t put_locked(struct pipe *p, const struct place *from, size_t len)
{
	size_t room = room_locked(p), n;
	ssize_t rc;

	if (!__atomic_load_n(&p->has_reader, __ATOMIC_ACQUIRE))
		return -EPIPE;
	/* A short write stays in one piece: no other writer's bytes between. */
	if (room == 0 || (len <= PAGE_SIZE && room < len))
		return -EAGAIN;
	n = extend_locked(p, len < room ? len : room);
	if (n < len && (!n || len <= PAGE_SIZE))
		return -ENOMEM;
	rc = ring_copy(p, p->write_at, from, n, true);
	if (rc > 0)
		set(&p->write_at, p->write_at + rc);
	return rc;
}

static ssize_t put_some(struct pipe *p, const struct place *from, size_t len) HF_MAY_BLOCK;
static ssize_t put_some(struct pipe *p, const struct place *from, size_t len)
{
	ssize_t rc;

	mutex_lock(&p->write_lock);
	rc = put_locked(p, from, len);
	mutex_unlock(&p->write_lock);
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
	if (!__atomic_load_n(&p->has_writer, __ATOMIC_ACQUIRE))
		events |= POLL_HUP;
	mutex_lock(&p->write_lock);             /* both are set back under it */
	if (p->write_at != get(&p->read_at))
		events |= POLL_IN | POLL_RDNORM;
	mutex_unlock(&p->write_lock);
	return events;
}

static unsigned pipe_poll_writer(struct file *f, struct poll_table *table)
{
	struct pipe *p = f->private_data;
	unsigned events = 0;

	poll_wait(table, &p->writable);
	mutex_lock(&p->write_lock);
	/* Room for what must go in as one piece. */
	if (room_locked(p) >= PAGE_SIZE)
		events |= POLL_OUT | POLL_WRNORM;
	mutex_unlock(&p->write_lock);
	if (!__atomic_load_n(&p->has_reader, __ATOMIC_ACQUIRE))
		events |= POLL_ERR;
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
	for (unsigned i = 0; i < PIPE_PAGES; i++)
		kfree(p->pages[i]);
	kfree(p);
}

static void pipe_release_reader(struct file *f)
{
	struct pipe *p = f->private_data;

	__atomic_store_n(&p->has_reader, false, __ATOMIC_RELEASE);
	wake_all(&p->writable);
	pipe_unref(p);
}

static void pipe_release_writer(struct file *f)
{
	struct pipe *p = f->private_data;

	__atomic_store_n(&p->has_writer, false, __ATOMIC_RELEASE);
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
	mutex_init(pipe, read_lock, p);
	mutex_init(pipe, write_lock, p);
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
