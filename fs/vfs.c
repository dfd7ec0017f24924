/* SPDX-License-Identifier: MIT
 *
 * vfs.c: vfs_lock, and what is done under it without changing the name space: a path
 * lookup, a directory read, the end of a reference; and a file made by open.
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "vfs.h"

DEFINE_VFS_LOCK();

int vfs_lookup(const struct file_at *at, enum vfs_last last, struct vfs_inode **out)
{
	struct vfs_found found;
	int err;

	vfs_lock_acquire();
	err = vfs_find(at, last, &found);
	if (!err) {
		*out = found.inode;
		if (found.inode)
			vfs_inode_hold(found.inode);
		else
			err = -ENOENT;
		vfs_found_put(&found);
	}
	vfs_lock_release();
	return err;
}

int vfs_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
{
	int err;

	vfs_lock_acquire();
	err = dir->mount->ops->readdir(dir, position, emit, arg);
	vfs_lock_release();
	return err;
}

void vfs_inode_drop(struct vfs_inode *inode)
{
	vfs_lock_acquire();
	vfs_inode_put(inode);
	vfs_lock_release();
}

ssize_t vfs_readlink(const struct file_at *at, char *buf, size_t cap)
{
	struct vfs_inode *link;
	size_t len;
	int err = vfs_lookup(at, VFS_ENTRY, &link);

	if (err)
		return err;
	vfs_lock_acquire();
	if (link->type != S_IFLNK)
		err = -EINVAL;
	else
		err = link->mount->ops->readlink(link, buf, cap, &len);
	vfs_inode_put(link);
	vfs_lock_release();
	if (err)
		return err;
	buf[len] = 0;
	return (ssize_t)len;
}

/* What was found, or made now. */
static int take_or_make(struct vfs_found *found, unsigned flags, uint32_t mode,
			struct vfs_inode **out, bool *made) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int take_or_make(struct vfs_found *found, unsigned flags, uint32_t mode,
			struct vfs_inode **out, bool *made)
{
	const struct vfs_new what = { .mode = S_IFREG | (mode & 07777) };
	const struct vfs_mount *mount = found->dir->mount;
	uint64_t ino;
	int err;

	*made = false;
	if (found->inode) {
		if (flags & O_EXCL)
			return -EEXIST;
		vfs_inode_hold(found->inode);
		*out = found->inode;
		return 0;
	}
	if (found->slash)
		return -EISDIR;
	if (!mount->ops->make)
		return mount->ops->read_only ? -EROFS : -EACCES;
	err = mount->ops->make(found->dir, &found->name, &what, &ino);
	if (err)
		return err;
	*made = true;
	return vfs_inode_get(found->dir->mount, ino, out);
}

int vfs_lookup_or_make(const struct file_at *at, unsigned flags, uint32_t mode,
		       struct vfs_inode **out, bool *made)
{
	struct vfs_found found;
	int err;

	vfs_lock_acquire();
	err = vfs_find(at, flags & (O_EXCL | O_NOFOLLOW) ? VFS_ENTRY : VFS_FOLLOW, &found);
	if (!err) {
		err = take_or_make(&found, flags, mode, out, made);
		vfs_found_put(&found);
	}
	vfs_lock_release();
	return err;
}
