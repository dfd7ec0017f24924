/* SPDX-License-Identifier: MIT
 *
 * bcache.h: the block cache: pieces of a block device in memory, found by byte
 * offset, replaced by least recent use.
 */
#ifndef FS_BCACHE_H
#define FS_BCACHE_H

#include <kernel/block.h>

struct bcache;

/* Every piece starts at a multiple of this, or a larger power of two. */
enum { BCACHE_CHUNK_MIN_BYTES = 4096 };

/* A cache over `dev` with up to `limit_bytes` of memory.  0, -ENOMEM, -EINVAL (a
 * device that it cannot serve). */
int bcache_create(struct block_device *dev, size_t limit_bytes, struct bcache **out) __must_check;
uint64_t bcache_size_bytes(const struct bcache *c);     /* of the device */

/* Data that stays in memory until put. */
struct bcache_ref {
	struct bcache_chunk *chunk;
	const uint8_t *data;            /* at the offset asked for */
	size_t len;                     /* from there to the end of its piece; not 0 */
};

/* Reads from the device if need be.  0, -EIO.  A caller holds at most one ref at
 * a time: all pieces held and all waiting for one more would wait for ever. */
int bcache_get(struct bcache *c, uint64_t offset, struct bcache_ref *ref)
	HF_MAY_BLOCK __must_check;
void bcache_put(struct bcache *c, struct bcache_ref *ref);

/* Copies out.  0, -EIO. */
int bcache_read(struct bcache *c, uint64_t offset, void *buf, size_t len)
	HF_MAY_BLOCK __must_check;

/* Starts reading what isn't there yet, and does not wait.  Only a hint. */
void bcache_prefetch(struct bcache *c, uint64_t offset, uint64_t len);

#endif
