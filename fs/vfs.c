/* SPDX-License-Identifier: MIT
 *
 * vfs.c: vfs_lock, and everything that is done under it: a path lookup, a directory
 * read, the end of a reference.  Nobody else takes it.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>

#include "vfs.h"

DEFINE_VFS_LOCK();

int vfs_lookup(struct vfs_mount *root, const char *path, struct vfs_inode **out)
{
	char *work = kmalloc(VFS_PATH_MAX);
	int err;

	if (!work)
		return -ENOMEM;
	vfs_lock_acquire();
	err = vfs_path_walk(root, path, work, out);
	vfs_lock_release();
	kfree(work);
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
