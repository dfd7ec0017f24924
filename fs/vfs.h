/* SPDX-License-Identifier: MIT
 *
 * vfs.h: inodes, mounts, and what a file system offers to the VFS.
 *
 * An inode in memory is found by mount and number through the inode cache.  What
 * struct vfs_inode itself says of a file is constant; what changes (size, times,
 * links) belongs to the file system, which has its own lock for it.
 */
#ifndef FS_VFS_H
#define FS_VFS_H

#include <kernel/file.h>

#include "vfs_lock.h"

enum { VFS_NAME_MAX = 255, VFS_PATH_MAX = 4096, VFS_SYMLINK_MAX = 40, VFS_MOUNTS_MAX = 8 };

struct vfs_mount;

struct vfs_inode {
	struct vfs_mount *mount;
	uint64_t ino;
	uint32_t type;                                  /* S_IFMT's part of its mode */
	uint32_t refs HF_GUARDED_BY(vfs_lock);
	struct vfs_inode *hash_next HF_GUARDED_BY(vfs_lock);
	struct list lru_link HF_GUARDED_BY(vfs_lock);   /* while refs == 0 */
	struct vfs_mount *mounted HF_GUARDED_BY(vfs_lock); /* what covers this directory */
};

/* Where a reader is and how far ahead of it data was asked for, in bytes of the
 * file.  Only a hint: readers of one open file may race on it. */
struct vfs_readahead {
	uint64_t next, ahead;
};

/* An open file. */
struct vfs_open_file {
	struct vfs_inode *inode;        /* a reference */
	struct vfs_readahead ra;
	void *own;                      /* the file system's, from open to close */
};

/* A name in a directory: not terminated, and neither empty nor "." nor "..". */
struct vfs_name {
	const char *text;
	size_t len;
};

/* What to make under a new name. */
struct vfs_new {
	uint32_t mode;
	uint64_t rdev;                  /* of a device */
	const char *target;             /* of a symbolic link, terminated */
};

/* All are called from a thread, preemptible: those on the name space and its inodes
 * with vfs_lock held, those on the data and attributes of one file without.
 * Errors: -EIO for a medium that cannot be read or says what cannot be, and what
 * stands there.  A file system without the writing ones is read-only (-EROFS). */
struct vfs_ops {
	const char *type;
	uint32_t type_magic;
	bool read_only;
	size_t inode_bytes;             /* of the record that starts with struct vfs_inode */

	/* ---- with vfs_lock held ---- */
	/* Fills an inode whose mount and ino are set. */
	int (*inode_read)(struct vfs_inode *inode) HF_MAY_BLOCK;
	/* Nobody has the inode any more.  True: forget it at once; it has been
	 * given back what it held.  NULL: keep it while there is room. */
	bool (*inode_unused)(struct vfs_inode *inode) HF_MAY_BLOCK;
	/* -ENOENT.  The name may be "..", but not in the root. */
	int (*lookup)(struct vfs_inode *dir, const struct vfs_name *name,
		      uint64_t *ino) HF_MAY_BLOCK;
	/* The target, not terminated; *len < cap.  -ENAMETOOLONG. */
	int (*readlink)(struct vfs_inode *link, char *buf, size_t cap, size_t *len) HF_MAY_BLOCK;
	/* As file_ops.readdir. */
	int (*readdir)(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit,
		       void *arg) HF_MAY_BLOCK;
	/* The name is free, and the directory exists. */
	int (*make)(struct vfs_inode *dir, const struct vfs_name *name,
		    const struct vfs_new *what, uint64_t *ino) HF_MAY_BLOCK;
	int (*link)(struct vfs_inode *dir, const struct vfs_name *name,
		    struct vfs_inode *inode) HF_MAY_BLOCK;
	/* The name is the inode's; a directory must be empty: -ENOTEMPTY. */
	int (*remove)(struct vfs_inode *dir, const struct vfs_name *name,
		      struct vfs_inode *inode) HF_MAY_BLOCK;
	/* As link to the new name and remove of the old one, but of directories too;
	 * `replaced` (or NULL) has the new name so far and loses it. */
	int (*rename)(struct vfs_inode *from_dir, const struct vfs_name *from,
		      struct vfs_inode *inode, struct vfs_inode *to_dir,
		      const struct vfs_name *to, struct vfs_inode *replaced) HF_MAY_BLOCK;

	/* ---- without ---- */
	void (*stat)(struct vfs_inode *inode, struct file_stat *out) HF_MAY_BLOCK;
	int (*setattr)(struct vfs_inode *inode, const struct file_attr *attr) HF_MAY_BLOCK;
	void (*stat_system)(struct vfs_mount *mount, struct file_system_stat *out) HF_MAY_BLOCK;
	ssize_t (*read)(struct vfs_open_file *open, void *buf, size_t len,
			uint64_t offset) HF_MAY_BLOCK;
	/* With `append`, *offset is set to the end first. */
	ssize_t (*write)(struct vfs_open_file *open, const void *buf, size_t len,
			 uint64_t *offset, bool append) HF_MAY_BLOCK;
	void (*close)(struct vfs_open_file *open) HF_MAY_BLOCK;
	/* All that was written is on the medium. */
	int (*sync)(struct vfs_mount *mount) HF_MAY_BLOCK;
};

struct vfs_mount {
	const struct vfs_ops *ops;
	uint64_t root_ino;
	const char *source;             /* what /proc/mounts calls it */
	char path[32];                  /* where it is mounted */
	struct kmem_cache *inodes;
	uint32_t number;                /* st_dev's */
	struct vfs_inode *root HF_GUARDED_BY(vfs_lock);    /* a reference */
	struct vfs_inode *covered HF_GUARDED_BY(vfs_lock); /* likewise; NULL: the root's */
};

/* Makes `mount` the root and registers the VFS with the kernel.  Once.  0,
 * -ENOTDIR, -EIO, -EBUSY, -ENOMEM. */
int vfs_mount_root(struct vfs_mount *mount) HF_MAY_BLOCK __must_check;
/* Mounts on a directory, for good.  0, -ENOENT, -ENOTDIR, -EBUSY (something is mounted
 * there), -ENOSPC (VFS_MOUNTS_MAX). */
int vfs_mount_at(struct vfs_mount *mount, const char *path) HF_MAY_BLOCK __must_check;
/* The mounts from 0 on; NULL: no more.  They stay. */
struct vfs_mount *vfs_mount_number(unsigned number) HF_MAY_BLOCK;

/* ---- inside the VFS ---------------------------------------------------- */

/* What a path ends in. */
struct vfs_found {
	struct vfs_inode *dir;          /* a reference: where `name` is looked up */
	struct vfs_inode *inode;        /* a reference; NULL: there is no such name in dir */
	struct vfs_name name;           /* in `work`; len 0: the path ends in "/", "." or ".." */
	bool slash;                     /* the name is followed by '/' */
	char *work;                     /* vfs_path.c's */
};

/* How far a walk goes. */
enum vfs_last {
	VFS_FOLLOW,                     /* to what a symbolic link at the end means */
	VFS_NO_FOLLOW,                  /* to the link, unless '/' follows it */
	VFS_ENTRY,                      /* to the link in any case */
};

/* vfs_path.c: where a path leads.  A missing last name is no error; anything else: -ENOENT, -ENOTDIR,
 * -ELOOP, -ENAMETOOLONG, -EIO, -ENOMEM. */
int vfs_find(const struct file_at *at, enum vfs_last last, struct vfs_found *out)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK __must_check;
void vfs_found_put(struct vfs_found *found) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

/* vfs_inode.c: a reference to an inode.  0, -ENOMEM, -EIO. */
int vfs_inode_get(struct vfs_mount *mount, uint64_t ino, struct vfs_inode **out)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK __must_check;
/* How many are in memory, and how many of them nobody has. */
void vfs_inode_counts(unsigned *all, unsigned *idle) HF_REQUIRES(vfs_lock);
void vfs_inode_hold(struct vfs_inode *inode) HF_REQUIRES(vfs_lock);
void vfs_inode_put(struct vfs_inode *inode) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

/* vfs_mount.c: the root directory of the name space. */
struct vfs_inode *vfs_root_inode(void) HF_REQUIRES(vfs_lock);
/* The directory that is seen where `inode` is: what is mounted there, if anything. */
struct vfs_inode *vfs_mount_top(struct vfs_inode *inode) HF_REQUIRES(vfs_lock);

/* vfs.c: these take vfs_lock.  A reference to what the path names.  As vfs_find, and -ENOENT. */
int vfs_lookup(const struct file_at *at, enum vfs_last last, struct vfs_inode **out)
	HF_MAY_BLOCK __must_check;
void vfs_inode_drop(struct vfs_inode *inode) HF_MAY_BLOCK;
/* As file_ops.readdir. */
int vfs_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
	HF_MAY_BLOCK;
/* As struct file_system's. */
ssize_t vfs_readlink(const struct file_at *at, char *buf, size_t cap) HF_MAY_BLOCK;
/* For open with O_CREAT: what the path names, made as a file if it is missing.  *made says
 * which. */
int vfs_lookup_or_make(const struct file_at *at, unsigned flags, uint32_t mode,
		       struct vfs_inode **out, bool *made) HF_MAY_BLOCK __must_check;

/* vfs_change.c: as struct file_system's. */
int vfs_make(const struct file_at *at, uint32_t mode, uint64_t rdev,
	     const char *target) HF_MAY_BLOCK;
int vfs_remove(const struct file_at *at, bool directory) HF_MAY_BLOCK;
int vfs_rename(const struct file_at *from, const struct file_at *to, bool replace) HF_MAY_BLOCK;
int vfs_link(const struct file_at *from, unsigned how, const struct file_at *to) HF_MAY_BLOCK;

/* vfs_name.c: as struct file_system's. */
ssize_t vfs_path_of(struct file *dir, char *buf, size_t cap) HF_MAY_BLOCK;
/* The path from the root, without "." and "..", as it was spelled: symbolic links stay.  To be
 * freed; NULL: no memory. */
char *vfs_spell(const struct file_at *at);

/* vfs_file.c: the inode of an open file of the VFS; NULL: another file. */
struct vfs_inode *vfs_file_inode(const struct file *f);
extern const struct file_system vfs_file_system;

#endif
