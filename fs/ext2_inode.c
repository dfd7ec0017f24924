/* SPDX-License-Identifier: MIT
 *
 * ext2_inode.c: inodes (TSEFS, "Inode Table") and symbolic links ("Symbolic
 * Links").
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "ext2.h"

/* Regular files have 64-bit sizes, the others 32-bit ones. */
static uint64_t ext2_size(const struct ext2_disk_inode *disk)
{
	if ((disk->mode & S_IFMT) == S_IFREG)
		return (uint64_t)disk->size_high << 32 | disk->size;
	return disk->size;
}

/* A size that the format cannot hold would make a reader go on for ever. */
static bool ext2_size_valid(const struct ext2 *fs, const struct ext2_disk_inode *disk)
{
	uint64_t size = ext2_size(disk);

	switch (disk->mode & S_IFMT) {
	case S_IFREG:
		return size <= ext2_map_limit(fs) << fs->block_shift;
	case S_IFDIR:
		/* No holes: not larger than the whole. */
		return size % fs->block_bytes == 0 &&
		       size >> fs->block_shift <= fs->blocks_count;
	case S_IFLNK:
		return size < VFS_PATH_MAX;
	default:
		return true;
	}
}

/* A target that fits stands where the block numbers would; an inode with one may
 * still own a block of attributes. */
static bool ext2_is_fast_symlink(const struct ext2 *fs, const struct ext2_disk_inode *disk)
{
	uint32_t attributes = disk->file_acl ? fs->block_bytes / 512 : 0;

	return (disk->mode & S_IFMT) == S_IFLNK && disk->blocks == attributes &&
	       disk->size < EXT2_FAST_SYMLINK_BYTES;
}

int ext2_inode_read(struct vfs_inode *inode)
{
	struct ext2 *fs = ext2_of(inode);
	struct ext2_inode *own = ext2_inode_of(inode);
	struct ext2_disk_inode disk;
	uint64_t offset;
	int err;

	err = ext2_inode_offset(fs, inode->ino, &offset);
	if (err)
		return err;
	err = bcache_read(fs->cache, offset, &disk, sizeof(disk));
	if (err)
		return err;
	/* An entry that names a free inode is damage, not absence. */
	if (disk.links_count == 0 || !ext2_size_valid(fs, &disk))
		return -EIO;
	inode->size = ext2_size(&disk);
	inode->blocks512 = disk.blocks;
	inode->mtime_s = disk.mtime;
	inode->mode = disk.mode;
	inode->nlink = disk.links_count;
	inode->uid = (uint32_t)disk.uid_high << 16 | disk.uid;
	inode->gid = (uint32_t)disk.gid_high << 16 | disk.gid;
	memcpy(own->block, disk.block, sizeof(own->block));
	own->fast_symlink = ext2_is_fast_symlink(fs, &disk);
	return 0;
}

int ext2_readlink(struct vfs_inode *link, char *buf, size_t cap, size_t *len)
{
	struct ext2_inode *own = ext2_inode_of(link);
	struct vfs_readahead none = { 0 };
	ssize_t n;

	if (link->size >= cap)
		return -ENAMETOOLONG;
	*len = link->size;
	if (own->fast_symlink) {
		memcpy(buf, own->block, link->size);
	} else {
		n = ext2_read(link, buf, link->size, 0, &none);
		if (n < 0)
			return (int)n;
		if ((size_t)n != link->size)
			return -EIO;
	}
	return memchr(buf, 0, link->size) ? -EIO : 0;
}
