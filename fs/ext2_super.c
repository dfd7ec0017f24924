/* SPDX-License-Identifier: MIT
 *
 * ext2_super.c: the superblock (TSEFS, "Superblock") and the way from an inode
 * number to its place (TSEFS, "Block Group Descriptor Table", "Locating an
 * Inode").
 *
 * Everything in the superblock that is used later is checked here, once, so that
 * no later computation can overflow or leave the device.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>

#include "ext2.h"

static void ext2_stat_system(struct vfs_mount *mount, struct file_system_stat *out)
{
	const struct ext2 *fs = container_of(mount, struct ext2, mount);

	out->block_bytes = fs->block_bytes;
	out->blocks = fs->blocks_count;
	out->blocks_free = fs->free_blocks_count;
	out->files = fs->inodes_count;
	out->files_free = fs->free_inodes_count;
}

static const struct vfs_ops ext2_ops = {
	.type = "ext2",
	.type_magic = EXT2_SUPER_MAGIC,
	.read_only = true,
	.inode_bytes = sizeof(struct ext2_inode),
	.inode_read = ext2_inode_read,
	.lookup = ext2_lookup,
	.readlink = ext2_readlink,
	.stat = ext2_stat,
	.stat_system = ext2_stat_system,
	.read = ext2_file_read,
	.readdir = ext2_readdir,
};

/* TSEFS, s_feature_incompat; what is not there has no name here. */
static const struct {
	uint32_t bit;
	const char *name;
} ext2_incompat_names[] = {
	{ 0x0001, "compression" }, { 0x0004, "journal recovery needed" },
	{ 0x0008, "journal device" }, { 0x0010, "meta_bg" }, { 0x0040, "extents" },
	{ 0x0080, "64bit" }, { 0x0200, "flex_bg" }, { 0x8000, "inline_data" },
};

static int ext2_refuse(const char *why, uint32_t value)
{
	kprintf(LOG_ERR, "ext2: cannot mount: %s (0x%x)\n", why, value);
	return -EINVAL;
}

static int ext2_check_features(const struct ext2_disk_super *super)
{
	uint32_t unknown = super->feature_incompat & ~(uint32_t)EXT2_INCOMPAT_FILETYPE;

	/* The other two sets only matter to who writes. */
	if (!unknown)
		return 0;
	for (unsigned i = 0; i < ARRAY_LEN(ext2_incompat_names); i++)
		if (unknown & ext2_incompat_names[i].bit)
			return ext2_refuse(ext2_incompat_names[i].name, unknown);
	return ext2_refuse("an unknown incompatible feature", unknown);
}

static int ext2_check_super(const struct ext2_disk_super *super)
{
	uint32_t block_bytes;

	if (super->magic != EXT2_SUPER_MAGIC)
		return ext2_refuse("no ext2 superblock: magic", super->magic);
	if (super->rev_level != EXT2_REVISION_DYNAMIC)
		return ext2_refuse("revision", super->rev_level);
	if (super->log_block_size > 2)
		return ext2_refuse("block size exponent", super->log_block_size);
	block_bytes = 1024u << super->log_block_size;
	if (super->inode_size < EXT2_GOOD_INODE_BYTES || super->inode_size > block_bytes ||
	    (super->inode_size & (super->inode_size - 1)))
		return ext2_refuse("inode size", super->inode_size);
	/* A group has one block for each of its two bitmaps. */
	if (!super->blocks_per_group || super->blocks_per_group > 8 * block_bytes)
		return ext2_refuse("blocks per group", super->blocks_per_group);
	if (!super->inodes_per_group || super->inodes_per_group > 8 * block_bytes)
		return ext2_refuse("inodes per group", super->inodes_per_group);
	if (super->first_data_block != (block_bytes == 1024))
		return ext2_refuse("first data block", super->first_data_block);
	if (super->blocks_count <= super->first_data_block + 1)
		return ext2_refuse("blocks", super->blocks_count);
	return ext2_check_features(super);
}

/* What a superblock says about sizes against the device. */
static int ext2_check_extent(const struct ext2 *fs)
{
	uint64_t bytes = (uint64_t)fs->blocks_count * fs->block_bytes;

	if (bytes > bcache_size_bytes(fs->cache))
		return ext2_refuse("larger than its device: blocks", fs->blocks_count);
	if (fs->inodes_count < EXT2_ROOT_INO ||
	    fs->inodes_count > (uint64_t)fs->groups_count * fs->inodes_per_group)
		return ext2_refuse("inodes", fs->inodes_count);
	return 0;
}

int ext2_mount(struct bcache *cache, struct vfs_mount **out)
{
	struct ext2_disk_super super;
	struct ext2 *fs;
	int err;

	err = bcache_read(cache, EXT2_SUPER_OFFSET, &super, sizeof(super));
	if (err)
		return err;
	err = ext2_check_super(&super);
	if (err)
		return err;
	fs = kzalloc(sizeof(*fs));
	if (!fs)
		return -ENOMEM;
	fs->mount = (struct vfs_mount){ .ops = &ext2_ops, .root_ino = EXT2_ROOT_INO,
					.source = "/dev/root" };
	fs->cache = cache;
	fs->block_shift = 10 + super.log_block_size;
	fs->block_bytes = 1u << fs->block_shift;
	fs->blocks_count = super.blocks_count;
	fs->free_blocks_count = super.free_blocks_count;
	fs->free_inodes_count = super.free_inodes_count;
	fs->first_data_block = super.first_data_block;
	fs->inodes_count = super.inodes_count;
	fs->inodes_per_group = super.inodes_per_group;
	fs->inode_bytes = super.inode_size;
	fs->groups_count = (super.blocks_count - super.first_data_block - 1) /
			   super.blocks_per_group + 1;
	fs->has_file_type = super.feature_incompat & EXT2_INCOMPAT_FILETYPE;
	err = ext2_check_extent(fs);
	if (err) {
		kfree(fs);
		return err;
	}
	*out = &fs->mount;
	return 0;
}

int ext2_inode_offset(struct ext2 *fs, uint64_t ino, uint64_t *offset)
{
	struct ext2_disk_group group;
	uint64_t index, table, within;
	int err;

	if (ino == 0 || ino > fs->inodes_count)
		return -EIO;
	index = (ino - 1) / fs->inodes_per_group;
	/* The table starts in the block behind the superblock's. */
	table = ((uint64_t)fs->first_data_block + 1) << fs->block_shift;
	err = bcache_read(fs->cache, table + index * sizeof(group), &group, sizeof(group));
	if (err)
		return err;
	within = (ino - 1) % fs->inodes_per_group * fs->inode_bytes;
	if (!ext2_block_valid(fs, group.inode_table) ||
	    group.inode_table + (within >> fs->block_shift) >= fs->blocks_count)
		return -EIO;
	*offset = ((uint64_t)group.inode_table << fs->block_shift) + within;
	return 0;
}
