/* SPDX-License-Identifier: MIT
 *
 * tmpfs.h: a file system in memory.
 */
#ifndef FS_TMPFS_H
#define FS_TMPFS_H

#include "vfs.h"

/* An empty one that holds up to `limit_bytes` of data; its root has these permissions.
 * 0, -ENOMEM. */
int tmpfs_create(const char *source, size_t limit_bytes, uint32_t permissions,
		 struct vfs_mount **out) HF_MAY_BLOCK __must_check;

/* ---- inside tmpfs ------------------------------------------------------ */

struct tmpfs {
	struct vfs_mount mount;
	size_t pages_max, nodes_max;
	size_t pages;                   /* atomic: in use */
	size_t nodes;                   /* atomic */
	uint64_t last_ino HF_GUARDED_BY(vfs_lock);
	uint32_t root_permissions;
};

struct tmpfs_entry {
	struct list link;
	struct tmpfs_node *node;
	uint64_t position;              /* rising along the list; the first is 2 */
	size_t len;
	char name[];
};

struct tmpfs_node {
	struct vfs_inode vfs;
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	uint32_t permissions HF_GUARDED_BY(lock);
	uint32_t nlink HF_GUARDED_BY(lock);
	uint32_t uid HF_GUARDED_BY(lock);
	uint32_t gid HF_GUARDED_BY(lock);
	uint64_t atime_ns HF_GUARDED_BY(lock);
	uint64_t mtime_ns HF_GUARDED_BY(lock);
	uint64_t ctime_ns HF_GUARDED_BY(lock);
	uint64_t size HF_GUARDED_BY(lock);
	uint64_t pages HF_GUARDED_BY(lock);     /* those that hold data */
	void ***data HF_GUARDED_BY(lock);       /* a file's: a table of tables of pages */
	uint64_t rdev;                          /* constant: a device's */
	char *target;                           /* constant: a symbolic link's */
	struct list entries HF_GUARDED_BY(vfs_lock); /* a directory's */
	uint64_t next_position HF_GUARDED_BY(vfs_lock);
	struct tmpfs_node *parent HF_GUARDED_BY(vfs_lock); /* NULL: removed, or no directory */
};

static inline struct tmpfs *tmpfs_of(const struct vfs_inode *inode)
{
	return container_of(inode->mount, struct tmpfs, mount);
}

static inline struct tmpfs_node *tmpfs_node_of(struct vfs_inode *inode)
{
	return container_of(inode, struct tmpfs_node, vfs);
}

/* tmpfs_data.c */
ssize_t tmpfs_read(struct vfs_open_file *open, void *buf, size_t len,
		   uint64_t offset) HF_MAY_BLOCK;
ssize_t tmpfs_write(struct vfs_open_file *open, const void *buf, size_t len, uint64_t *offset,
		    bool append) HF_MAY_BLOCK;
/* Sets the size; data past it is given back. */
int tmpfs_resize(struct tmpfs_node *node, uint64_t size) HF_REQUIRES(node->lock);

/* tmpfs_dir.c: as struct vfs_ops says. */
int tmpfs_lookup(struct vfs_inode *dir, const struct vfs_name *name, uint64_t *ino)
	HF_REQUIRES(vfs_lock);
int tmpfs_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg);
int tmpfs_make(struct vfs_inode *dir, const struct vfs_name *name, const struct vfs_new *what,
	       uint64_t *ino)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
int tmpfs_link(struct vfs_inode *dir, const struct vfs_name *name,
	       struct vfs_inode *inode)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
int tmpfs_remove(struct vfs_inode *dir, const struct vfs_name *name,
		 struct vfs_inode *inode)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
int tmpfs_rename(struct vfs_inode *from_dir, const struct vfs_name *from,
		 struct vfs_inode *inode, struct vfs_inode *to_dir, const struct vfs_name *to,
		 struct vfs_inode *replaced)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

#endif
