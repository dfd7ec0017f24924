/* SPDX-License-Identifier: MIT
 *
 * bcache.c: the block cache.
 *
 * The unit is a chunk, up to 64 KiB at a multiple of its size: one device
 * request, one buffer, one hash entry.  Neighbouring blocks are wanted together
 * far more often than not, and a hit costs the same for 64 KiB as for one block.
 *
 * Protocol of a chunk:
 *   EMPTY     no data; in the hash only if a read of it has failed
 *   READING   in the hash, a request is with the device
 *   VALID     in the hash, data may be read by whoever holds a reference
 * READING ends in the completion interrupt, which writes `state`, counts
 * `progress` and wakes who waits, and nothing else: it takes no lock of this file.  So a chunk may be idle (no
 * references, on the LRU list) and READING, after a prefetch; it is then not
 * replaced.
 *
 * bcache.lock guards hash, LRU list and reference counts, for some dozens of
 * instructions: no I/O, no copying, no waiting under it.  Waiting for data or
 * for an idle chunk is sleeping, without any lock of this file.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include <kernel/wait.h>

#include "bcache.h"
#include "vfs_lock.h"

enum { CHUNK_MAX_ORDER = 4, CHUNKS_MIN = 8 };

enum chunk_state { CHUNK_EMPTY, CHUNK_READING, CHUNK_VALID };

struct bcache_chunk {
	struct bcache *cache;
	struct block_request req;
	struct wait_queue wait;
	uint32_t state;                 /* atomic; enum chunk_state */
	/* Guarded by bcache.lock: */
	uint32_t refs;
	bool hashed;
	uint64_t index;                 /* offset / chunk size, if hashed */
	struct list hash_link;
	struct list lru_link;           /* while refs == 0; least recent first */
	uint8_t *data;
};

struct bcache {
	struct block_device *dev;
	uint64_t size_bytes;
	unsigned chunk_shift, hash_mask, chunk_count;
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct list lru HF_GUARDED_BY(lock);
	struct list *hash HF_GUARDED_BY(lock);
	uint32_t starved HF_GUARDED_BY(lock);   /* threads that found no chunk to replace */
	uint32_t progress;              /* atomic: a read ended, a chunk became idle */
	struct wait_queue progress_wait;
	struct bcache_chunk *chunks;
};

static uint32_t chunk_state(const struct bcache_chunk *chunk)
{
	return __atomic_load_n(&chunk->state, __ATOMIC_ACQUIRE);
}

static void bcache_progress(struct bcache *c)
{
	__atomic_fetch_add(&c->progress, 1, __ATOMIC_SEQ_CST);
	wake_all(&c->progress_wait);
}

static void chunk_read_ended(struct bcache_chunk *chunk, enum chunk_state state)
{
	__atomic_store_n(&chunk->state, state, __ATOMIC_RELEASE);
	wake_all(&chunk->wait);
	bcache_progress(chunk->cache);
}

static void chunk_read_done(struct block_request *req)
{
	struct bcache_chunk *chunk = container_of(req, struct bcache_chunk, req);

	chunk_read_ended(chunk, req->status ? CHUNK_EMPTY : CHUNK_VALID);
}

static struct bcache_chunk *chunk_find_locked(struct bcache *c, uint64_t index)
	HF_REQUIRES(c->lock);

static struct bcache_chunk *chunk_find_locked(struct bcache *c, uint64_t index)
{
	list_for_each(pos, &c->hash[index & c->hash_mask]) {
		struct bcache_chunk *chunk = list_entry(pos, struct bcache_chunk, hash_link);

		if (chunk->index == index)
			return chunk;
	}
	return NULL;
}

/* Makes the least recently used idle chunk stand for `index`, READING.  NULL:
 * every chunk is in use or being read. */
static struct bcache_chunk *chunk_replace_locked(struct bcache *c, uint64_t index)
	HF_REQUIRES(c->lock);

static struct bcache_chunk *chunk_replace_locked(struct bcache *c, uint64_t index)
{
	struct bcache_chunk *chunk = NULL;

	list_for_each(pos, &c->lru) {
		chunk = list_entry(pos, struct bcache_chunk, lru_link);
		if (chunk_state(chunk) != CHUNK_READING)
			break;
		chunk = NULL;
	}
	if (!chunk)
		return NULL;
	if (chunk->hashed)
		list_remove(&chunk->hash_link);
	chunk->hashed = true;
	chunk->index = index;
	list_add_head(&c->hash[index & c->hash_mask], &chunk->hash_link);
	/* As the most recent: a prefetched chunk must live until it is wanted. */
	list_remove(&chunk->lru_link);
	list_add_tail(&c->lru, &chunk->lru_link);
	__atomic_store_n(&chunk->state, CHUNK_READING, __ATOMIC_RELAXED);
	return chunk;
}

static void chunk_drop(struct bcache *c, struct bcache_chunk *chunk)
{
	bool wanted;

	spin_lock(&c->lock);
	if (--chunk->refs == 0)
		list_add_tail(&c->lru, &chunk->lru_link);
	wanted = c->starved > 0;
	spin_unlock(&c->lock);
	if (wanted)
		bcache_progress(c);
}

/* Starts the read of a chunk that was just set READING. */
static void chunk_submit(struct bcache *c, struct bcache_chunk *chunk, uint64_t index)
{
	uint64_t offset = index << c->chunk_shift;
	uint64_t left = c->size_bytes - offset;
	size_t len = (size_t)1 << c->chunk_shift;

	chunk->req.sector = offset / c->dev->sector_bytes;
	chunk->req.data = chunk->data;
	chunk->req.len_bytes = left < len ? (size_t)left : len;
	chunk->req.done = chunk_read_done;
	if (block_submit(c->dev, &chunk->req) != 0)
		chunk_read_ended(chunk, CHUNK_EMPTY);
}

/* A held chunk for `index`.  NULL: none can be replaced now; the caller counts as
 * starved until it calls with `again`. */
static struct bcache_chunk *chunk_try_get(struct bcache *c, uint64_t index, bool again)
{
	struct bcache_chunk *chunk;
	bool submit = false;

	spin_lock(&c->lock);
	if (again)
		c->starved--;
	chunk = chunk_find_locked(c, index);
	if (!chunk) {
		chunk = chunk_replace_locked(c, index);
		submit = chunk != NULL;
	} else if (chunk_state(chunk) == CHUNK_EMPTY && chunk->refs == 0) {
		/* The last read failed, and nobody waits for that result. */
		__atomic_store_n(&chunk->state, CHUNK_READING, __ATOMIC_RELAXED);
		submit = true;
	}
	if (!chunk)
		c->starved++;
	else if (chunk->refs++ == 0)
		list_remove(&chunk->lru_link);
	spin_unlock(&c->lock);
	if (submit)
		chunk_submit(c, chunk, index);
	return chunk;
}

/* Waits until one can be replaced, which the end of any read or of any use may
 * bring about. */
static struct bcache_chunk *chunk_get(struct bcache *c, uint64_t index) HF_MAY_BLOCK;

static struct bcache_chunk *chunk_get(struct bcache *c, uint64_t index)
{
	struct bcache_chunk *chunk;
	bool again = false;

	for (;;) {
		uint32_t seen = __atomic_load_n(&c->progress, __ATOMIC_SEQ_CST);

		chunk = chunk_try_get(c, index, again);
		if (chunk)
			return chunk;
		fs_io_wait(&c->progress_wait,
			   __atomic_load_n(&c->progress, __ATOMIC_SEQ_CST) != seen);
		again = true;
	}
}

int bcache_get(struct bcache *c, uint64_t offset, struct bcache_ref *ref)
{
	uint64_t index = offset >> c->chunk_shift;
	size_t within = (size_t)(offset & (((uint64_t)1 << c->chunk_shift) - 1));
	struct bcache_chunk *chunk;

	if (offset >= c->size_bytes)
		return -EIO;
	chunk = chunk_get(c, index);
	if (chunk_state(chunk) == CHUNK_READING)
		fs_io_wait(&chunk->wait, chunk_state(chunk) != CHUNK_READING);
	if (chunk_state(chunk) != CHUNK_VALID) {
		chunk_drop(c, chunk);
		return -EIO;
	}
	ref->chunk = chunk;
	ref->data = chunk->data + within;
	ref->len = chunk->req.len_bytes - within;
	return 0;
}

void bcache_put(struct bcache *c, struct bcache_ref *ref)
{
	chunk_drop(c, ref->chunk);
	ref->chunk = NULL;
	ref->data = NULL;
}

int bcache_read(struct bcache *c, uint64_t offset, void *buf, size_t len)
{
	uint8_t *to = buf;

	while (len) {
		struct bcache_ref ref;
		size_t n;
		int err = bcache_get(c, offset, &ref);

		if (err)
			return err;
		n = ref.len < len ? ref.len : len;
		memcpy(to, ref.data, n);
		bcache_put(c, &ref);
		to += n;
		offset += n;
		len -= n;
	}
	return 0;
}

void bcache_prefetch(struct bcache *c, uint64_t offset, uint64_t len)
{
	uint64_t first, last;

	if (!len || offset >= c->size_bytes || len > c->size_bytes - offset)
		return;
	first = offset >> c->chunk_shift;
	last = (offset + len - 1) >> c->chunk_shift;
	for (uint64_t index = first; index <= last; index++) {
		struct bcache_chunk *chunk = NULL;

		spin_lock(&c->lock);
		if (!chunk_find_locked(c, index))
			chunk = chunk_replace_locked(c, index);
		spin_unlock(&c->lock);
		if (chunk)
			chunk_submit(c, chunk, index);
	}
}

uint64_t bcache_size_bytes(const struct bcache *c)
{
	return c->size_bytes;
}

/* ---- making one -------------------------------------------------------- */

/* The largest power of two of pages that one request can fill. */
static int bcache_choose_order(const struct block_device *dev, unsigned *order)
{
	if (dev->request_max_bytes < BCACHE_CHUNK_MIN_BYTES ||
	    BCACHE_CHUNK_MIN_BYTES % dev->sector_bytes)
		return -EINVAL;
	for (*order = CHUNK_MAX_ORDER; PAGE_SIZE << *order > dev->request_max_bytes; --*order)
		;
	return 0;
}

static int bcache_add_chunks(struct bcache *c, unsigned order, unsigned count)
{
	c->chunks = kzalloc(count * sizeof(c->chunks[0]));
	if (!c->chunks)
		return -ENOMEM;
	for (; c->chunk_count < count; c->chunk_count++) {
		struct bcache_chunk *chunk = &c->chunks[c->chunk_count];

		chunk->data = kmalloc(PAGE_SIZE << order);      /* filled by the device */
		if (!chunk->data)
			return -ENOMEM;
		chunk->cache = c;
		wait_queue_init(&chunk->wait);
		list_init(&chunk->hash_link);
		list_add_tail(&c->lru, &chunk->lru_link);
	}
	return 0;
}

static void bcache_free(struct bcache *c)
{
	for (unsigned i = 0; i < c->chunk_count; i++)
		kfree(c->chunks[i].data);
	kfree(c->chunks);
	kfree(c->hash);
	kfree(c);
}

int bcache_create(struct block_device *dev, size_t limit_bytes, struct bcache **out)
{
	unsigned order, count, buckets = 16;
	struct bcache *c;
	int err;

	err = bcache_choose_order(dev, &order);
	if (err)
		return err;
	if (dev->sector_count > INT64_MAX / dev->sector_bytes)
		return -EINVAL;
	count = (unsigned)(limit_bytes / (PAGE_SIZE << order));
	if (count < CHUNKS_MIN)
		count = CHUNKS_MIN;
	while (buckets < count)
		buckets *= 2;

	c = kzalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->dev = dev;
	c->size_bytes = dev->sector_count * dev->sector_bytes;
	c->chunk_shift = 12 + order;
	c->hash_mask = buckets - 1;
	spin_init(bcache, lock, c);
	list_init(&c->lru);
	wait_queue_init(&c->progress_wait);
	err = -ENOMEM;
	c->hash = kmalloc(buckets * sizeof(c->hash[0]));
	if (!c->hash)
		goto fail;
	for (unsigned i = 0; i < buckets; i++)
		list_init(&c->hash[i]);
	err = bcache_add_chunks(c, order, count);
	if (err)
		goto fail;
	*out = c;
	return 0;
fail:
	bcache_free(c);
	return err;
}
