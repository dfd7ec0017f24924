/* SPDX-License-Identifier: MIT
 *
 * vfs_file.c: the root file system as the rest of the kernel sees it: open and
 * stat by path, and the operations of an open file.  Reading a file's data needs no
 * lock; what does is in vfs.c.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>

#include "vfs.h"

static struct vfs_mount *vfs_root;      /* constant once registered */

struct vfs_open_file {
	struct vfs_inode *inode;        /* a reference */
	struct vfs_readahead ra;
};

static void vfs_inode_stat(const struct vfs_inode *inode, struct file_stat *out)
{
	*out = (struct file_stat){
		.ino = inode->ino,
		.size = inode->size,
		.blocks512 = inode->blocks512,
		.mode = inode->mode,
		.nlink = inode->nlink,
		.uid = inode->uid,
		.gid = inode->gid,
		.mtime_s = inode->mtime_s,
	};
}

static ssize_t vfs_file_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	struct vfs_open_file *open = f->private_data;

	return open->inode->mount->ops->read(open->inode, buf, len, offset, &open->ra);
}

static ssize_t vfs_directory_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)buf, (void)len, (void)offset;
	return -EISDIR;
}

static int vfs_file_readdir(struct file *f, uint64_t *position, file_emit_fn emit, void *arg)
{
	struct vfs_open_file *open = f->private_data;

	return vfs_readdir(open->inode, position, emit, arg);
}

static int vfs_file_stat(struct file *f, struct file_stat *out)
{
	struct vfs_open_file *open = f->private_data;

	vfs_inode_stat(open->inode, out);
	return 0;
}

static void vfs_file_release(struct file *f)
{
	struct vfs_open_file *open = f->private_data;

	vfs_inode_drop(open->inode);
	kfree(open);
}

static const struct file_ops vfs_regular_ops = {
	.read = vfs_file_read,
	.stat = vfs_file_stat,
	.release = vfs_file_release,
};

static const struct file_ops vfs_directory_ops = {
	.read = vfs_directory_read,
	.readdir = vfs_file_readdir,
	.stat = vfs_file_stat,
	.release = vfs_file_release,
};

/* The operations for opening `inode` with `flags`. */
static int vfs_choose_ops(const struct vfs_inode *inode, unsigned flags,
			  const struct file_ops **ops)
{
	bool directory = (inode->mode & S_IFMT) == S_IFDIR;

	if ((flags & O_ACCMODE) != O_RDONLY)
		return directory ? -EISDIR : -EROFS;
	if ((flags & O_DIRECTORY) && !directory)
		return -ENOTDIR;
	if (!directory && (inode->mode & S_IFMT) != S_IFREG)
		return -ENXIO;
	*ops = directory ? &vfs_directory_ops : &vfs_regular_ops;
	return 0;
}

static int vfs_open(const char *path, unsigned flags, struct file *f)
{
	struct vfs_open_file *open = kzalloc(sizeof(*open));
	int err;

	if (!open)
		return -ENOMEM;
	err = vfs_lookup(vfs_root, path, &open->inode);
	if (err)
		goto fail;
	err = vfs_choose_ops(open->inode, flags, &f->ops);
	if (err) {
		vfs_inode_drop(open->inode);
		goto fail;
	}
	f->private_data = open;
	return 0;
fail:
	kfree(open);
	return err;
}

static int vfs_stat(const char *path, struct file_stat *out)
{
	struct vfs_inode *inode;
	int err = vfs_lookup(vfs_root, path, &inode);

	if (err)
		return err;
	vfs_inode_stat(inode, out);
	vfs_inode_drop(inode);
	return 0;
}

static const struct file_system vfs_file_system = {
	.name = "vfs",
	.open = vfs_open,
	.stat = vfs_stat,
};

int vfs_mount_root(struct vfs_mount *mount)
{
	struct vfs_inode *inode;
	bool directory;
	int err = vfs_lookup(mount, "/", &inode);

	if (err)
		return err;
	directory = (inode->mode & S_IFMT) == S_IFDIR;
	vfs_inode_drop(inode);
	if (!directory)
		return -ENOTDIR;
	vfs_root = mount;
	return file_system_register(&vfs_file_system);
}
