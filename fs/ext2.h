/* SPDX-License-Identifier: MIT
 *
 * ext2.h: the ext2 file system, read-only: revision 1, blocks of 1 to 4 KiB.
 */
#ifndef FS_EXT2_H
#define FS_EXT2_H

#include "bcache.h"
#include "ext2_disk.h"
#include "vfs.h"

/* Checks the superblock and prepares a mount.  0; -EINVAL: not ext2, or one that
 * this cannot read (a log line says why); -EIO, -ENOMEM. */
int ext2_mount(struct bcache *cache, struct vfs_mount **out) HF_MAY_BLOCK __must_check;

/* ---- inside ext2 ------------------------------------------------------- */

/* A mount: constant, every number checked against the others and the device. */
struct ext2 {
	struct vfs_mount mount;
	struct bcache *cache;
	uint32_t block_bytes, block_shift;
	uint32_t blocks_count, first_data_block, free_blocks_count, free_inodes_count;
	uint32_t inodes_count, inodes_per_group, inode_bytes, groups_count;
	bool has_file_type;
};

/* Constant once read: the mount is read-only. */
struct ext2_inode {
	struct vfs_inode vfs;
	uint64_t size, blocks512;
	uint64_t atime_s, mtime_s, ctime_s;
	uint32_t mode, nlink, uid, gid, rdev;
	uint32_t block[EXT2_BLOCK_POINTERS];
	bool fast_symlink;              /* block[] is the target */
};

static inline struct ext2 *ext2_of(const struct vfs_inode *inode)
{
	return container_of(inode->mount, struct ext2, mount);
}

static inline struct ext2_inode *ext2_inode_of(struct vfs_inode *inode)
{
	return container_of(inode, struct ext2_inode, vfs);
}

/* Can `block` hold data or an indirect table? */
static inline bool ext2_block_valid(const struct ext2 *fs, uint32_t block)
{
	return block > fs->first_data_block && block < fs->blocks_count;
}

/* ext2_super.c: the byte offset of an inode on the device.  0, -EIO. */
int ext2_inode_offset(struct ext2 *fs, uint64_t ino, uint64_t *offset) HF_MAY_BLOCK;

/* ext2_map.c: where the file's block `index` is.  Sets *block, 0 for a hole, and
 * *run: how many blocks from there on, at least 1 and at most `max`, follow it on
 * the device (or are in the hole).  0, -EIO. */
int ext2_map(struct ext2_inode *inode, uint64_t index, uint64_t max,
	     uint32_t *block, uint64_t *run) HF_MAY_BLOCK __must_check;
/* Blocks that a file can have at most. */
uint64_t ext2_map_limit(const struct ext2 *fs);

/* ext2_inode.c */
int ext2_inode_read(struct vfs_inode *inode) HF_MAY_BLOCK;
void ext2_stat(struct vfs_inode *inode, struct file_stat *out);
int ext2_readlink(struct vfs_inode *link, char *buf, size_t cap, size_t *len) HF_MAY_BLOCK;

/* ext2_read.c */
ssize_t ext2_read(struct ext2_inode *inode, void *buf, size_t len, uint64_t offset,
		  struct vfs_readahead *ra) HF_MAY_BLOCK;
ssize_t ext2_file_read(struct vfs_open_file *open, void *buf, size_t len,
		       uint64_t offset) HF_MAY_BLOCK;

/* ext2_dir.c */
int ext2_lookup(struct vfs_inode *dir, const struct vfs_name *name, uint64_t *ino)
	HF_MAY_BLOCK;
int ext2_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
	HF_MAY_BLOCK;

#endif
