/* SPDX-License-Identifier: MIT
 *
 * vfs_inode.c: the inode cache: one struct vfs_inode for each inode in use, and
 * the most recently used of the others.
 *
 * vfs_lock guards all of it.  An inode is read from the disk under vfs_lock, before
 * it is in the table, so nobody finds one that is half filled.  A file system in
 * memory holds a reference to each inode that has a name, and so keeps it.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/string.h>

#include "vfs.h"

enum { INODE_BUCKETS = 64, INODE_IDLE_MAX = 256 };

static struct vfs_inode *inode_hash[INODE_BUCKETS] HF_GUARDED_BY(vfs_lock);
static struct list inode_idle HF_GUARDED_BY(vfs_lock) = LIST_INIT(inode_idle);
static unsigned inode_idle_count HF_GUARDED_BY(vfs_lock);
static unsigned inode_count HF_GUARDED_BY(vfs_lock);

static struct vfs_inode **inode_bucket(uint64_t ino) HF_REQUIRES(vfs_lock);

static struct vfs_inode **inode_bucket(uint64_t ino)
{
	return &inode_hash[ino % INODE_BUCKETS];
}

static struct vfs_inode *inode_find(struct vfs_mount *mount, uint64_t ino)
	HF_REQUIRES(vfs_lock);

static struct vfs_inode *inode_find(struct vfs_mount *mount, uint64_t ino)
{
	struct vfs_inode *inode = *inode_bucket(ino);

	while (inode && (inode->ino != ino || inode->mount != mount))
		inode = inode->hash_next;
	return inode;
}

/* Forgets an inode that nobody has, and that is not on the idle list. */
static void inode_forget(struct vfs_inode *inode) HF_REQUIRES(vfs_lock);

static void inode_forget(struct vfs_inode *inode)
{
	struct vfs_inode **link = inode_bucket(inode->ino);

	while (*link != inode)
		link = &(*link)->hash_next;
	*link = inode->hash_next;
	inode_count--;
	kmem_cache_free(inode->mount->inodes, inode);
}

/* Forgets the inode that was used least recently. */
static void inode_evict(void) HF_REQUIRES(vfs_lock);

static void inode_evict(void)
{
	struct vfs_inode *inode = list_first(&inode_idle, struct vfs_inode, lru_link);

	list_remove(&inode->lru_link);
	inode_idle_count--;
	inode_forget(inode);
}

int vfs_inode_get(struct vfs_mount *mount, uint64_t ino, struct vfs_inode **out)
{
	struct vfs_inode *inode = inode_find(mount, ino);
	int err;

	if (inode) {
		if (inode->refs++ == 0) {
			list_remove(&inode->lru_link);
			inode_idle_count--;
		}
		*out = inode;
		return 0;
	}
	inode = kmem_cache_alloc(mount->inodes);
	if (!inode)
		return -ENOMEM;
	memset(inode, 0, mount->ops->inode_bytes);
	inode->mount = mount;
	inode->ino = ino;
	inode->refs = 1;
	err = mount->ops->inode_read(inode);
	if (err) {
		kmem_cache_free(mount->inodes, inode);
		return err;
	}
	inode->hash_next = *inode_bucket(ino);
	*inode_bucket(ino) = inode;
	inode_count++;
	*out = inode;
	return 0;
}

void vfs_inode_counts(unsigned *all, unsigned *idle)
{
	*all = inode_count;
	*idle = inode_idle_count;
}

void vfs_inode_hold(struct vfs_inode *inode)
{
	KASSERT(inode->refs > 0);
	inode->refs++;
}

void vfs_inode_put(struct vfs_inode *inode)
{
	const struct vfs_ops *ops = inode->mount->ops;

	KASSERT(inode->refs > 0);
	if (--inode->refs)
		return;
	if (ops->inode_unused && ops->inode_unused(inode)) {
		inode_forget(inode);
		return;
	}
	list_add_tail(&inode_idle, &inode->lru_link);
	if (++inode_idle_count > INODE_IDLE_MAX)
		inode_evict();
}
