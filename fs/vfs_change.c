/* SPDX-License-Identifier: MIT
 *
 * vfs_change.c: changes of the name space: make, remove, rename, link.
 *
 * Each holds vfs_lock from the walk to the change, so that nothing found is another
 * thing by then.  What all file systems would check is checked here; the rest is a
 * call of the file system's, which finds its arguments sound.
 */
#include <kernel/errno.h>

#include "vfs.h"

/* Why nothing can be written in this directory; 0: it can. */
static int refuses(const struct vfs_inode *dir, bool offered)
{
	if (offered)
		return 0;
	return dir->mount->ops->read_only ? -EROFS : -EPERM;
}

static int make_locked(const struct vfs_found *at, const struct vfs_new *what)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int make_locked(const struct vfs_found *at, const struct vfs_new *what)
{
	const struct vfs_ops *ops = at->dir->mount->ops;
	uint64_t ino;
	int err;

	if (at->inode)
		return -EEXIST;
	err = refuses(at->dir, ops->make);
	if (err)
		return err;
	if (at->slash && (what->mode & S_IFMT) != S_IFDIR)
		return -ENOENT;
	return ops->make(at->dir, &at->name, what, &ino);
}

int vfs_make(const struct file_at *at, uint32_t mode, uint64_t rdev, const char *target)
{
	const struct vfs_new what = { .mode = mode, .rdev = rdev, .target = target };
	struct vfs_found found;
	int err;

	vfs_lock_acquire();
	err = vfs_find(at, VFS_ENTRY, &found);
	if (!err) {
		err = make_locked(&found, &what);
		vfs_found_put(&found);
	}
	vfs_lock_release();
	return err;
}

/* Is it the root of a mount, or covered by one? */
static bool is_mount_point(struct vfs_inode *inode) HF_REQUIRES(vfs_lock);
static bool is_mount_point(struct vfs_inode *inode)
{
	return inode == inode->mount->root || inode->mounted;
}

static int remove_locked(const struct vfs_found *at, const char *path, bool directory)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int remove_locked(const struct vfs_found *at, const char *path, bool directory)
{
	const struct vfs_ops *ops = at->dir->mount->ops;
	int err;

	if (!at->name.len) {
		/* ".", ".." or the root. */
		if (!directory)
			return -EISDIR;
		if (is_mount_point(at->inode))
			return -EBUSY;
		for (; path[0] && path[1]; path++)
			if (path[0] == '.' && path[1] == '.')
				return -ENOTEMPTY;
		return -EINVAL;
	}
	if (!at->inode)
		return -ENOENT;
	if (is_mount_point(at->inode))
		return -EBUSY;
	err = refuses(at->dir, ops->remove);
	if (err)
		return err;
	if (directory != (at->inode->type == S_IFDIR))
		return directory ? -ENOTDIR : -EISDIR;
	return ops->remove(at->dir, &at->name, at->inode);
}

int vfs_remove(const struct file_at *at, bool directory)
{
	struct vfs_found found;
	int err;

	vfs_lock_acquire();
	err = vfs_find(at, VFS_ENTRY, &found);
	if (!err) {
		err = remove_locked(&found, at->path, directory);
		vfs_found_put(&found);
	}
	vfs_lock_release();
	return err;
}

/* Is `inode` the directory `dir` or one that it lies in?  1, 0 or -E.... */
static int is_above(struct vfs_inode *inode, struct vfs_inode *dir)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int is_above(struct vfs_inode *inode, struct vfs_inode *dir)
{
	static const struct vfs_name dots = { "..", 2 };
	const struct vfs_mount *mount = dir->mount;
	uint64_t ino = dir->ino;

	while (ino != inode->ino) {
		struct vfs_inode *at;
		int err;

		if (ino == mount->root_ino)
			return 0;
		err = vfs_inode_get(dir->mount, ino, &at);
		if (err)
			return err;
		err = mount->ops->lookup(at, &dots, &ino);
		vfs_inode_put(at);
		if (err)
			return err;
	}
	return 1;
}

/* What can be said of a rename without its file system. */
static int rename_check(const struct vfs_found *from, const struct vfs_found *to, bool replace)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int rename_check(const struct vfs_found *from, const struct vfs_found *to, bool replace)
{
	bool directory;

	if (from->dir->mount != to->dir->mount)
		return -EXDEV;
	if (!from->name.len || !to->name.len)
		return -EBUSY;
	if (!from->inode)
		return -ENOENT;
	if (is_mount_point(from->inode) || (to->inode && is_mount_point(to->inode)))
		return -EBUSY;
	if (to->inode && !replace)
		return -EEXIST;
	directory = from->inode->type == S_IFDIR;
	if ((from->slash || to->slash) && !directory)
		return -ENOTDIR;
	if (to->inode && directory != (to->inode->type == S_IFDIR))
		return directory ? -ENOTDIR : -EISDIR;
	return directory ? is_above(from->inode, to->dir) : 0;
}

static int rename_locked(const struct vfs_found *from, const struct vfs_found *to, bool replace)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int rename_locked(const struct vfs_found *from, const struct vfs_found *to, bool replace)
{
	const struct vfs_ops *ops = from->dir->mount->ops;
	int err = rename_check(from, to, replace);

	if (err)
		return err > 0 ? -EINVAL : err; /* a directory into itself */
	err = refuses(from->dir, ops->rename);
	if (err)
		return err;
	if (from->inode == to->inode)
		return 0;
	if (to->inode && is_above(to->inode, from->dir))
		return -ENOTEMPTY;
	return ops->rename(from->dir, &from->name, from->inode, to->dir, &to->name, to->inode);
}

static int link_locked(const struct vfs_found *from, const struct vfs_found *to)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int link_locked(const struct vfs_found *from, const struct vfs_found *to)
{
	const struct vfs_ops *ops = to->dir->mount->ops;
	int err;

	if (!from->inode)
		return -ENOENT;
	if (to->inode)
		return -EEXIST;
	if (from->inode->mount != to->dir->mount)
		return -EXDEV;
	if (from->inode->type == S_IFDIR)
		return -EPERM;
	if (to->slash)
		return -ENOENT;
	err = refuses(to->dir, ops->link);
	return err ? err : ops->link(to->dir, &to->name, from->inode);
}

static int find_both(const struct file_at *from, enum vfs_last last, const struct file_at *to,
		     struct vfs_found found[2]) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int find_both(const struct file_at *from, enum vfs_last last, const struct file_at *to,
		     struct vfs_found found[2])
{
	int err = vfs_find(from, last, &found[0]);

	if (err)
		return err;
	err = vfs_find(to, VFS_ENTRY, &found[1]);
	if (err)
		vfs_found_put(&found[0]);
	return err;
}

static void put_both(struct vfs_found found[2]) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static void put_both(struct vfs_found found[2])
{
	vfs_found_put(&found[1]);
	vfs_found_put(&found[0]);
}

int vfs_rename(const struct file_at *from, const struct file_at *to, bool replace)
{
	struct vfs_found found[2];
	int err;

	vfs_lock_acquire();
	err = find_both(from, VFS_ENTRY, to, found);
	if (!err) {
		err = rename_locked(&found[0], &found[1], replace);
		put_both(found);
	}
	vfs_lock_release();
	return err;
}

int vfs_link(const struct file_at *from, unsigned how, const struct file_at *to)
{
	struct vfs_found found[2];
	int err;

	vfs_lock_acquire();
	err = find_both(from, how & FILE_NOFOLLOW ? VFS_NO_FOLLOW : VFS_FOLLOW, to, found);
	if (!err) {
		err = link_locked(&found[0], &found[1]);
		put_both(found);
	}
	vfs_lock_release();
	return err;
}
