/* SPDX-License-Identifier: MIT
 *
 * vfs_file.c: the root file system as the rest of the kernel sees it: open and
 * stat by path, and the operations of an open file.  The data and attributes of one
 * file need no lock of the VFS; what does is in vfs.c and vfs_change.c.
 */
#include <kernel/chardev.h>
#include <kernel/errno.h>
#include <kernel/heap.h>

#include "vfs.h"

static const struct vfs_ops *open_ops(const struct vfs_open_file *open)
{
	return open->inode->mount->ops;
}

static ssize_t vfs_file_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	struct vfs_open_file *open = f->private_data;

	return open_ops(open)->read(open, buf, len, offset);
}

static ssize_t vfs_file_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	struct vfs_open_file *open = f->private_data;

	return open_ops(open)->write(open, buf, len, &offset, false);
}

static ssize_t vfs_file_append(struct file *f, const void *buf, size_t len, uint64_t *offset)
{
	struct vfs_open_file *open = f->private_data;

	return open_ops(open)->write(open, buf, len, offset, true);
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

static void inode_stat(struct vfs_inode *inode, struct file_stat *out) HF_MAY_BLOCK;
static void inode_stat(struct vfs_inode *inode, struct file_stat *out)
{
	*out = (struct file_stat){ .dev = inode->mount->number, .ino = inode->ino };
	inode->mount->ops->stat(inode, out);
}

static int inode_setattr(struct vfs_inode *inode, const struct file_attr *attr) HF_MAY_BLOCK;
static int inode_setattr(struct vfs_inode *inode, const struct file_attr *attr)
{
	const struct vfs_ops *ops = inode->mount->ops;

	if ((attr->set & FILE_SET_SIZE) && inode->type != S_IFREG)
		return inode->type == S_IFDIR ? -EISDIR : -EINVAL;
	if (!ops->setattr)
		return ops->read_only ? -EROFS : -EPERM;
	return ops->setattr(inode, attr);
}

static void inode_stat_system(struct vfs_inode *inode, struct file_system_stat *out) HF_MAY_BLOCK;
static void inode_stat_system(struct vfs_inode *inode, struct file_system_stat *out)
{
	const struct vfs_ops *ops = inode->mount->ops;

	*out = (struct file_system_stat){ .type = ops->type_magic, .read_only = ops->read_only };
	ops->stat_system(inode->mount, out);
}

static int vfs_file_stat(struct file *f, struct file_stat *out)
{
	struct vfs_open_file *open = f->private_data;

	inode_stat(open->inode, out);
	return 0;
}

static int vfs_file_setattr(struct file *f, const struct file_attr *attr)
{
	struct vfs_open_file *open = f->private_data;

	return inode_setattr(open->inode, attr);
}

static int vfs_file_stat_system(struct file *f, struct file_system_stat *out)
{
	struct vfs_open_file *open = f->private_data;

	inode_stat_system(open->inode, out);
	return 0;
}

static int vfs_file_sync(struct file *f)
{
	struct vfs_open_file *open = f->private_data;
	const struct vfs_ops *ops = open_ops(open);

	return ops->sync ? ops->sync(open->inode->mount) : 0;
}

static void vfs_file_release(struct file *f)
{
	struct vfs_open_file *open = f->private_data;

	if (open_ops(open)->close)
		open_ops(open)->close(open);
	vfs_inode_drop(open->inode);
	kfree(open);
}

static const struct file_ops vfs_regular_ops = {
	.read = vfs_file_read,
	.write = vfs_file_write,
	.append = vfs_file_append,
	.stat = vfs_file_stat,
	.setattr = vfs_file_setattr,
	.stat_system = vfs_file_stat_system,
	.sync = vfs_file_sync,
	.release = vfs_file_release,
};

static const struct file_ops vfs_directory_ops = {
	.read = vfs_directory_read,
	.readdir = vfs_file_readdir,
	.stat = vfs_file_stat,
	.setattr = vfs_file_setattr,
	.stat_system = vfs_file_stat_system,
	.sync = vfs_file_sync,
	.release = vfs_file_release,
};

/* O_PATH: a place in the tree, and no data. */
static const struct file_ops vfs_place_ops = {
	.stat = vfs_file_stat,
	.stat_system = vfs_file_stat_system,
	.release = vfs_file_release,
};

struct vfs_inode *vfs_file_inode(const struct file *f)
{
	if (f->ops != &vfs_regular_ops && f->ops != &vfs_directory_ops && f->ops != &vfs_place_ops)
		return NULL;
	return ((struct vfs_open_file *)f->private_data)->inode;
}

/* The operations for opening `inode` with `flags`; NULL: a device's own. */
static int vfs_choose_ops(const struct vfs_inode *inode, unsigned flags,
			  const struct file_ops **ops)
{
	const struct vfs_ops *fs = inode->mount->ops;
	bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);

	if ((flags & O_DIRECTORY) && inode->type != S_IFDIR)
		return -ENOTDIR;
	*ops = &vfs_place_ops;
	if (flags & O_PATH)
		return 0;
	*ops = &vfs_directory_ops;
	switch (inode->type) {
	case S_IFDIR:
		return writes || (flags & O_CREAT) ? -EISDIR : 0;
	case S_IFREG:
		*ops = &vfs_regular_ops;
		if (writes && !fs->write)
			return fs->read_only ? -EROFS : -EACCES;
		return 0;
	case S_IFCHR:
		*ops = NULL;
		return 0;
	case S_IFLNK:
		return -ELOOP;          /* O_NOFOLLOW */
	default:
		return -ENXIO;
	}
}

static int open_device(struct vfs_inode *inode, unsigned flags, struct file *f) HF_MAY_BLOCK;
static int open_device(struct vfs_inode *inode, unsigned flags, struct file *f)
{
	struct file_stat st;

	inode_stat(inode, &st);
	f->node_dev = st.dev;
	f->node_ino = st.ino;
	return char_device_open(st.rdev, flags, f);
}

static int truncate_opened(struct vfs_inode *inode) HF_MAY_BLOCK;
static int truncate_opened(struct vfs_inode *inode)
{
	const struct file_attr empty = { .set = FILE_SET_SIZE };

	return inode->type == S_IFREG ? inode_setattr(inode, &empty) : 0;
}

/* Makes `f` an open file of `inode`, whose reference becomes the file's on success. */
static int open_inode(struct vfs_inode *inode, unsigned flags, struct file *f) HF_MAY_BLOCK;
static int open_inode(struct vfs_inode *inode, unsigned flags, struct file *f)
{
	const struct file_ops *ops;
	struct vfs_open_file *open;
	int err = vfs_choose_ops(inode, flags, &ops);

	if (!err && (flags & O_TRUNC) && !(flags & O_PATH))
		err = truncate_opened(inode);
	if (err)
		return err;
	if (!ops) {
		err = open_device(inode, flags, f);
		if (!err)
			vfs_inode_drop(inode);
		return err;
	}
	open = kzalloc(sizeof(*open));
	if (!open)
		return -ENOMEM;
	open->inode = inode;
	f->ops = ops;
	f->private_data = open;
	return 0;
}

static int vfs_open(const struct file_at *at, unsigned flags, uint32_t mode, struct file *f)
{
	struct vfs_inode *inode;
	bool made = false;
	int err;

	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW;
	if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return -EINVAL;
	if (flags & O_CREAT)
		err = vfs_lookup_or_make(at, flags, mode, &inode, &made);
	else
		err = vfs_lookup(at, flags & O_NOFOLLOW ? VFS_NO_FOLLOW : VFS_FOLLOW, &inode);
	if (err)
		return err;
	err = open_inode(inode, made ? flags & ~(unsigned)O_TRUNC : flags, f);
	if (err)
		vfs_inode_drop(inode);
	else
		f->path = vfs_spell(at);
	return err;
}

static enum vfs_last last_of(unsigned how)
{
	return how & FILE_NOFOLLOW ? VFS_NO_FOLLOW : VFS_FOLLOW;
}

static int vfs_stat(const struct file_at *at, unsigned how, struct file_stat *out)
{
	struct vfs_inode *inode;
	int err = vfs_lookup(at, last_of(how), &inode);

	if (err)
		return err;
	inode_stat(inode, out);
	vfs_inode_drop(inode);
	return 0;
}

static int vfs_setattr(const struct file_at *at, unsigned how, const struct file_attr *attr)
{
	struct vfs_inode *inode;
	int err = vfs_lookup(at, last_of(how), &inode);

	if (err)
		return err;
	err = inode_setattr(inode, attr);
	vfs_inode_drop(inode);
	return err;
}

static int vfs_stat_system(const struct file_at *at, struct file_system_stat *out)
{
	struct vfs_inode *inode;
	int err = vfs_lookup(at, VFS_FOLLOW, &inode);

	if (err)
		return err;
	inode_stat_system(inode, out);
	vfs_inode_drop(inode);
	return 0;
}

static int vfs_sync(void)
{
	struct vfs_mount *mount;
	int err = 0;

	for (unsigned i = 0; (mount = vfs_mount_number(i)) != NULL; i++) {
		int failed = mount->ops->sync ? mount->ops->sync(mount) : 0;

		if (failed)
			err = failed;
	}
	return err;
}

const struct file_system vfs_file_system = {
	.name = "vfs",
	.open = vfs_open,
	.stat = vfs_stat,
	.setattr = vfs_setattr,
	.stat_system = vfs_stat_system,
	.readlink = vfs_readlink,
	.make = vfs_make,
	.remove = vfs_remove,
	.rename = vfs_rename,
	.link = vfs_link,
	.path_of = vfs_path_of,
	.sync = vfs_sync,
};
