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
	inode->type = disk.mode & S_IFMT;
	own->size = ext2_size(&disk);
	own->blocks512 = disk.blocks;
	own->atime_s = disk.atime;
	own->mtime_s = disk.mtime;
	own->ctime_s = disk.ctime;
	own->mode = disk.mode;
	own->nlink = disk.links_count;
	own->uid = (uint32_t)disk.uid_high << 16 | disk.uid;
	own->gid = (uint32_t)disk.gid_high << 16 | disk.gid;
	/* A device's number, packed the old way, stands where the block numbers would. */
	own->rdev = inode->type == S_IFCHR || inode->type == S_IFBLK ? disk.block[0] : 0;
	memcpy(own->block, disk.block, sizeof(own->block));
	own->fast_symlink = ext2_is_fast_symlink(fs, &disk);
	return 0;
}

void ext2_stat(struct vfs_inode *inode, struct file_stat *out)
{
	const struct ext2_inode *own = ext2_inode_of(inode);

	out->size = own->size;
	out->blocks512 = own->blocks512;
	out->rdev = own->rdev;
	out->mode = own->mode;
	out->nlink = own->nlink;
	out->uid = own->uid;
	out->gid = own->gid;
	out->atime_ns = own->atime_s * NSEC_PER_SEC;
	out->mtime_ns = own->mtime_s * NSEC_PER_SEC;
	out->ctime_ns = own->ctime_s * NSEC_PER_SEC;
}

int ext2_readlink(struct vfs_inode *link, char *buf, size_t cap, size_t *len)
{
	struct ext2_inode *own = ext2_inode_of(link);
	struct vfs_readahead none = { 0 };
	ssize_t n;

	if (own->size >= cap)
		return -ENAMETOOLONG;
	*len = own->size;
	if (own->fast_symlink) {
		memcpy(buf, own->block, own->size);
	} else {
		n = ext2_read(own, buf, own->size, 0, &none);
		if (n < 0)
			return (int)n;
		if ((size_t)n != own->size)
			return -EIO;
	}
	return memchr(buf, 0, own->size) ? -EIO : 0;
}
