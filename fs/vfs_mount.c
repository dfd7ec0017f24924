/* SPDX-License-Identifier: MIT
 *
 * vfs_mount.c: the mounts: which file system is seen where.  Made at boot, and never
 * taken away, so that who has found one may keep it.
 *
 * vfs_lock guards the list and what covers what.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

#include "vfs.h"

static struct vfs_mount *mounts[VFS_MOUNTS_MAX] HF_GUARDED_BY(vfs_lock);
static unsigned mount_count HF_GUARDED_BY(vfs_lock);

struct vfs_inode *vfs_root_inode(void)
{
	return mounts[0]->root;
}

struct vfs_inode *vfs_mount_top(struct vfs_inode *inode)
{
	while (inode->mounted)
		inode = inode->mounted->root;
	return inode;
}

static int mount_add(struct vfs_mount *mount, const char *path, struct vfs_inode *covered)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int mount_add(struct vfs_mount *mount, const char *path, struct vfs_inode *covered)
{
	int err;

	if (mount_count == VFS_MOUNTS_MAX)
		return -ENOSPC;
	if (!mount->inodes)
		mount->inodes = kmem_cache_create(mount->ops->type, mount->ops->inode_bytes);
	if (!mount->inodes)
		return -ENOMEM;
	err = vfs_inode_get(mount, mount->root_ino, &mount->root);
	if (err)
		return err;
	if (mount->root->type != S_IFDIR) {
		vfs_inode_put(mount->root);
		return -ENOTDIR;
	}
	(void)strlcpy(mount->path, path, sizeof(mount->path));
	mount->number = mount_count + 1;
	mounts[mount_count++] = mount;
	mount->covered = covered;
	if (covered) {
		vfs_inode_hold(covered);
		covered->mounted = mount;
	}
	return 0;
}

int vfs_mount_root(struct vfs_mount *mount)
{
	int err = -EBUSY;

	vfs_lock_acquire();
	if (!mount_count)
		err = mount_add(mount, "/", NULL);
	vfs_lock_release();
	return err ? err : file_system_register(&vfs_file_system);
}

int vfs_mount_at(struct vfs_mount *mount, const char *path)
{
	const struct file_at at = { .path = path };
	struct vfs_inode *dir;
	int err = vfs_lookup(&at, VFS_FOLLOW, &dir);

	if (err)
		return err;
	vfs_lock_acquire();
	if (dir->type != S_IFDIR)
		err = -ENOTDIR;
	else if (dir == dir->mount->root)
		err = -EBUSY;
	else
		err = mount_add(mount, path, dir);
	vfs_inode_put(dir);
	vfs_lock_release();
	return err;
}

struct vfs_mount *vfs_mount_number(unsigned number)
{
	struct vfs_mount *mount = NULL;

	vfs_lock_acquire();
	if (number < mount_count)
		mount = mounts[number];
	vfs_lock_release();
	return mount;
}
