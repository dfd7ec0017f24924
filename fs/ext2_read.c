/* SPDX-License-Identifier: MIT
 *
 * ext2_read.c: a file's data, in runs of blocks that are neighbours on the device.
 *
 * A reader that goes on where it stopped is read ahead for: the device is asked
 * for what comes next before it is wanted, AHEAD_BYTES in front, and again when
 * half of that is used up.
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "ext2.h"

enum { AHEAD_BYTES = 512 << 10, LONG_READ_BYTES = 64 << 10 };

/* Copies from one run, at most to its end.  Returns how much, or -EIO. */
static ssize_t ext2_read_run(struct ext2_inode *inode, void *buf, size_t len, uint64_t offset)
	HF_MAY_BLOCK;

static ssize_t ext2_read_run(struct ext2_inode *inode, void *buf, size_t len, uint64_t offset)
{
	struct ext2 *fs = ext2_of(&inode->vfs);
	uint64_t within = offset & (fs->block_bytes - 1), run, bytes;
	uint32_t block;
	int err;

	err = ext2_map(inode, offset >> fs->block_shift,
		       (within + len + fs->block_bytes - 1) >> fs->block_shift, &block, &run);
	if (err)
		return err;
	bytes = (run << fs->block_shift) - within;
	if (bytes < len)
		len = bytes;
	if (block)
		err = bcache_read(fs->cache, ((uint64_t)block << fs->block_shift) + within,
				  buf, len);
	else
		memset(buf, 0, len);
	return err ? err : (ssize_t)len;
}

/* Asks for [from, to) of the file.  Errors are left to whoever reads it. */
static void ext2_prefetch(struct ext2_inode *inode, uint64_t from, uint64_t to) HF_MAY_BLOCK;

static void ext2_prefetch(struct ext2_inode *inode, uint64_t from, uint64_t to)
{
	struct ext2 *fs = ext2_of(&inode->vfs);
	uint64_t index = from >> fs->block_shift;
	uint64_t end = (to + fs->block_bytes - 1) >> fs->block_shift;

	while (index < end) {
		uint64_t run;
		uint32_t block;

		if (ext2_map(inode, index, end - index, &block, &run) != 0)
			return;
		if (block)
			bcache_prefetch(fs->cache, (uint64_t)block << fs->block_shift,
					run << fs->block_shift);
		index += run;
	}
}

/* Before [offset, offset + len) is read: asks for it, if it is long, and for what
 * comes behind it, if this reader goes through the file. */
static void ext2_read_ahead(struct ext2_inode *inode, uint64_t offset, size_t len,
			    struct vfs_readahead *ra) HF_MAY_BLOCK;

static void ext2_read_ahead(struct ext2_inode *inode, uint64_t offset, size_t len,
			    struct vfs_readahead *ra)
{
	uint64_t end = offset + len, from = offset, to = end;

	if (offset == READ_ONCE(ra->next)) {
		uint64_t ahead = READ_ONCE(ra->ahead);

		if (ahead < offset)
			ahead = offset;
		from = ahead;
		to = ahead >= end + AHEAD_BYTES / 2 ? ahead : end + AHEAD_BYTES;
	} else if (len <= LONG_READ_BYTES) {
		to = from;
	}
	if (to > inode->size)
		to = inode->size;
	if (from < to) {
		ext2_prefetch(inode, from, to);
		WRITE_ONCE(ra->ahead, to);
	}
	WRITE_ONCE(ra->next, end);
}

ssize_t ext2_read(struct ext2_inode *inode, void *buf, size_t len, uint64_t offset,
		  struct vfs_readahead *ra)
{
	char *to = buf;
	size_t done = 0;

	if (offset >= inode->size)
		return 0;
	if (len > inode->size - offset)
		len = inode->size - offset;
	ext2_read_ahead(inode, offset, len, ra);
	while (done < len) {
		ssize_t n = ext2_read_run(inode, to + done, len - done, offset + done);

		if (n < 0)
			return done ? (ssize_t)done : n;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

ssize_t ext2_file_read(struct vfs_open_file *open, void *buf, size_t len, uint64_t offset)
{
	return ext2_read(ext2_inode_of(open->inode), buf, len, offset, &open->ra);
}
