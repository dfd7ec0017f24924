/* SPDX-License-Identifier: MIT
 *
 * vfs.h: inodes, and what a file system offers to the VFS.
 *
 * An inode in memory is found by number through the inode cache.  Its contents are
 * constant once read (the file system is mounted read-only), so that whoever
 * holds a reference reads them, and the file's data, without a lock.
 */
#ifndef FS_VFS_H
#define FS_VFS_H

#include <kernel/file.h>

#include "vfs_lock.h"

enum { VFS_NAME_MAX = 255, VFS_PATH_MAX = 4096, VFS_SYMLINK_MAX = 40 };

struct vfs_mount;

struct vfs_inode {
	struct vfs_mount *mount;
	uint64_t ino, size, blocks512, mtime_s;
	uint32_t mode, nlink, uid, gid;
	uint32_t refs HF_GUARDED_BY(vfs_lock);
	struct vfs_inode *hash_next HF_GUARDED_BY(vfs_lock);
	struct list lru_link HF_GUARDED_BY(vfs_lock);   /* while refs == 0 */
};

/* Where a reader is and how far ahead of it data was asked for, in bytes of the
 * file.  Only a hint: readers of one open file may race on it. */
struct vfs_readahead {
	uint64_t next, ahead;
};

/* All are called from a thread, preemptible; lookup, inode_read, readlink and
 * readdir with vfs_lock held, read without.  Errors: -EIO for a medium that
 * cannot be read or says what cannot be, and what stands there. */
struct vfs_ops {
	size_t inode_bytes;             /* of the record that starts with struct vfs_inode */
	/* Fills an inode whose mount and ino are set. */
	int (*inode_read)(struct vfs_inode *inode) HF_MAY_BLOCK;
	/* -ENOENT. */
	int (*lookup)(struct vfs_inode *dir, const char *name, size_t len,
		      uint64_t *ino) HF_MAY_BLOCK;
	/* The target, not terminated; *len < cap.  -ENAMETOOLONG. */
	int (*readlink)(struct vfs_inode *link, char *buf, size_t cap, size_t *len) HF_MAY_BLOCK;
	ssize_t (*read)(struct vfs_inode *inode, void *buf, size_t len, uint64_t offset,
			struct vfs_readahead *ra) HF_MAY_BLOCK;
	/* As file_ops.readdir. */
	int (*readdir)(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit,
		       void *arg) HF_MAY_BLOCK;
};

struct vfs_mount {
	const struct vfs_ops *ops;
	uint64_t root_ino;
};

/* Makes `mount` the root and registers the VFS with the kernel.  Once.  0,
 * -ENOTDIR, -EIO, -EBUSY, -ENOMEM. */
int vfs_mount_root(struct vfs_mount *mount) HF_MAY_BLOCK __must_check;

/* ---- inside the VFS ---------------------------------------------------- */

/* vfs.c: these take vfs_lock.  A reference to what an absolute path names, following
 * symbolic links: 0, -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG, -EINVAL (not absolute),
 * -EIO, -ENOMEM. */
int vfs_lookup(struct vfs_mount *root, const char *path, struct vfs_inode **out)
	HF_MAY_BLOCK __must_check;
/* As file_ops.readdir. */
int vfs_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
	HF_MAY_BLOCK;
void vfs_inode_drop(struct vfs_inode *inode) HF_MAY_BLOCK;

/* vfs_path.c: the walk of vfs_lookup.  `work` is VFS_PATH_MAX bytes of the caller's. */
int vfs_path_walk(struct vfs_mount *root, const char *path, char *work,
		  struct vfs_inode **out) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK __must_check;

/* vfs_inode.c: a reference to an inode.  0, -ENOMEM, -EIO. */
int vfs_inode_get(struct vfs_mount *mount, uint64_t ino, struct vfs_inode **out)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK __must_check;
void vfs_inode_put(struct vfs_inode *inode) HF_REQUIRES(vfs_lock);

#endif
