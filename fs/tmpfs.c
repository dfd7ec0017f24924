/* SPDX-License-Identifier: MIT
 *
 * tmpfs.c: a file system in memory: mount, inodes, attributes.
 *
 * There is no medium to read an inode from: it lives in the inode cache from the
 * moment that it is made, by a reference for each name that it has, and is given back
 * when the last name and the last open file are gone.
 *
 * What it takes is bounded: data by the limit of the mount, and inodes by a quarter
 * of as many; and it leaves TMPFS_RESERVE_PAGES of the machine to others.
 *
 * Locks: a node's attributes and data are under node.lock, a mutex: data is copied
 * under it.  Directories' entries are under vfs_lock.  Order: vfs_lock, node.lock; never two
 * nodes' at once.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/time.h>

#include "tmpfs.h"

enum { TMPFS_ROOT_INO = 1, TMPFS_MAGIC = 0x01021994 };

static int tmpfs_inode_read(struct vfs_inode *inode)
{
	struct tmpfs *fs = tmpfs_of(inode);
	struct tmpfs_node *node = tmpfs_node_of(inode);

	if (__atomic_add_fetch(&fs->nodes, 1, __ATOMIC_RELAXED) > fs->nodes_max) {
		__atomic_sub_fetch(&fs->nodes, 1, __ATOMIC_RELAXED);
		return -ENOSPC;
	}
	mutex_init(tmpfs_node, lock, node);
	list_init(&node->entries);
	node->next_position = 2;        /* behind "." and ".." */
	mutex_lock(&node->lock);
	node->atime_ns = node->mtime_ns = node->ctime_ns = clock_unix_ns();
	if (inode->ino == TMPFS_ROOT_INO) {
		node->permissions = fs->root_permissions;
		node->nlink = 2;
	}
	mutex_unlock(&node->lock);
	if (inode->ino == TMPFS_ROOT_INO) {
		inode->type = S_IFDIR;
		node->parent = node;
	}
	return 0;
}

static bool tmpfs_inode_unused(struct vfs_inode *inode)
{
	struct tmpfs_node *node = tmpfs_node_of(inode);

	mutex_lock(&node->lock);
	(void)tmpfs_resize(node, 0);
	mutex_unlock(&node->lock);
	kfree(node->target);
	__atomic_sub_fetch(&tmpfs_of(inode)->nodes, 1, __ATOMIC_RELAXED);
	return true;
}

static int tmpfs_readlink(struct vfs_inode *link, char *buf, size_t cap, size_t *len)
{
	size_t need = strlcpy(buf, tmpfs_node_of(link)->target, cap);

	if (need >= cap)
		return -ENAMETOOLONG;
	*len = need;
	return 0;
}

static void tmpfs_stat(struct vfs_inode *inode, struct file_stat *out)
{
	struct tmpfs_node *node = tmpfs_node_of(inode);

	out->rdev = node->rdev;
	mutex_lock(&node->lock);
	out->size = node->size;
	out->blocks512 = node->pages * (PAGE_SIZE / 512);
	out->mode = inode->type | node->permissions;
	out->nlink = node->nlink;
	out->uid = node->uid;
	out->gid = node->gid;
	out->atime_ns = node->atime_ns;
	out->mtime_ns = node->mtime_ns;
	out->ctime_ns = node->ctime_ns;
	mutex_unlock(&node->lock);
}

static int setattr_locked(struct tmpfs_node *node, const struct file_attr *attr)
	HF_REQUIRES(node->lock);
static int setattr_locked(struct tmpfs_node *node, const struct file_attr *attr)
{
	uint64_t now = clock_unix_ns();

	if (attr->set & FILE_SET_SIZE) {
		int err = tmpfs_resize(node, attr->size);

		if (err)
			return err;
		node->mtime_ns = now;
	}
	if (attr->set & FILE_SET_MODE)
		node->permissions = attr->mode & 07777;
	if (attr->set & FILE_SET_UID)
		node->uid = attr->uid;
	if (attr->set & FILE_SET_GID)
		node->gid = attr->gid;
	if (attr->set & FILE_SET_ATIME)
		node->atime_ns = attr->atime_ns;
	if (attr->set & FILE_SET_MTIME)
		node->mtime_ns = attr->mtime_ns;
	node->ctime_ns = now;
	return 0;
}

static int tmpfs_setattr(struct vfs_inode *inode, const struct file_attr *attr)
{
	struct tmpfs_node *node = tmpfs_node_of(inode);
	int err;

	mutex_lock(&node->lock);
	err = setattr_locked(node, attr);
	mutex_unlock(&node->lock);
	return err;
}

static void tmpfs_stat_system(struct vfs_mount *mount, struct file_system_stat *out)
{
	struct tmpfs *fs = container_of(mount, struct tmpfs, mount);
	size_t pages = __atomic_load_n(&fs->pages, __ATOMIC_RELAXED);
	size_t nodes = __atomic_load_n(&fs->nodes, __ATOMIC_RELAXED);

	out->block_bytes = PAGE_SIZE;
	out->blocks = fs->pages_max;
	out->blocks_free = pages < fs->pages_max ? fs->pages_max - pages : 0;
	out->files = fs->nodes_max;
	out->files_free = nodes < fs->nodes_max ? fs->nodes_max - nodes : 0;
}

static const struct vfs_ops tmpfs_ops = {
	.type = "tmpfs",
	.type_magic = TMPFS_MAGIC,
	.inode_bytes = sizeof(struct tmpfs_node),
	.inode_read = tmpfs_inode_read,
	.inode_unused = tmpfs_inode_unused,
	.lookup = tmpfs_lookup,
	.readlink = tmpfs_readlink,
	.readdir = tmpfs_readdir,
	.make = tmpfs_make,
	.link = tmpfs_link,
	.remove = tmpfs_remove,
	.rename = tmpfs_rename,
	.stat = tmpfs_stat,
	.setattr = tmpfs_setattr,
	.stat_system = tmpfs_stat_system,
	.read = tmpfs_read,
	.write = tmpfs_write,
};

int tmpfs_create(const char *source, size_t limit_bytes, uint32_t permissions,
		 struct vfs_mount **out)
{
	struct tmpfs *fs = kzalloc(sizeof(*fs));

	if (!fs)
		return -ENOMEM;
	fs->mount = (struct vfs_mount){
		.ops = &tmpfs_ops, .root_ino = TMPFS_ROOT_INO, .source = source };
	fs->pages_max = limit_bytes / PAGE_SIZE;
	fs->nodes_max = fs->pages_max / 4 + 64;
	fs->last_ino = TMPFS_ROOT_INO;
	fs->root_permissions = permissions;
	*out = &fs->mount;
	return 0;
}
