/* SPDX-License-Identifier: MIT
 *
 * ext2_map.c: from a file's block to the device's (TSEFS, "Inode Table",
 * i_block): 12 direct pointers, then trees of depth 1, 2 and 3.  A pointer of 0
 * is a hole, at whatever level it stands.
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "ext2.h"

uint64_t ext2_map_limit(const struct ext2 *fs)
{
	uint64_t per = fs->block_bytes / 4;

	return EXT2_DIRECT_BLOCKS + per + per * per + per * per * per;
}

/* How many of the `count` pointers, from the first on, go on where it points to,
 * or are holes like it; and whether they all are blocks of this file system. */
static int ext2_run(const struct ext2 *fs, const uint32_t *pointer, uint64_t count,
		    uint32_t *block, uint64_t *run)
{
	uint32_t first = pointer[0];
	uint64_t n = 1;

	while (n < count && pointer[n] == (first ? first + n : 0))
		n++;
	*block = first;
	*run = n;
	if (first && (!ext2_block_valid(fs, first) || n > fs->blocks_count - first))
		return -EIO;
	return 0;
}

/* Looks into the table in block `table`, at `slot`.  On the lowest level takes a
 * run from there, else one pointer. */
static int ext2_table(struct ext2 *fs, uint32_t table, uint64_t slot, uint64_t max,
		      uint32_t *block, uint64_t *run) HF_MAY_BLOCK;

static int ext2_table(struct ext2 *fs, uint32_t table, uint64_t slot, uint64_t max,
		      uint32_t *block, uint64_t *run)
{
	uint64_t count = fs->block_bytes / 4 - slot;
	struct bcache_ref ref;
	int err;

	if (!ext2_block_valid(fs, table))
		return -EIO;
	err = bcache_get(fs->cache, ((uint64_t)table << fs->block_shift) + slot * 4, &ref);
	if (err)
		return err;
	err = ext2_run(fs, (const uint32_t *)ref.data, count < max ? count : max, block, run);
	bcache_put(fs->cache, &ref);
	return err;
}

int ext2_map(struct ext2_inode *inode, uint64_t index, uint64_t max,
	     uint32_t *block, uint64_t *run)
{
	struct ext2 *fs = ext2_of(&inode->vfs);
	uint64_t per = fs->block_bytes / 4, span = per;
	unsigned depth = 1;
	int err;

	if (index < EXT2_DIRECT_BLOCKS) {
		uint64_t count = EXT2_DIRECT_BLOCKS - index;

		return ext2_run(fs, &inode->block[index], count < max ? count : max,
				block, run);
	}
	for (index -= EXT2_DIRECT_BLOCKS; index >= span; span *= per) {
		index -= span;
		if (++depth > 3)
			return -EIO;
	}
	*block = inode->block[EXT2_DIRECT_BLOCKS + depth - 1];
	while (*block) {
		span /= per;
		err = ext2_table(fs, *block, index / span, span == 1 ? max : 1, block, run);
		if (err || span == 1)
			return err;
		index %= span;
	}
	/* A hole as large as what the missing table would have said. */
	*run = span - index < max ? span - index : max;
	return 0;
}
