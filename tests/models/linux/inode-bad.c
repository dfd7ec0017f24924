/* SPDX-License-Identifier: MIT
 *
 * A file system's locks: an inode's semaphore under its spinlock, a truncation that returns with it, and two
 * orders of a journal and an inode.
 */
#include "linux.h"

struct journal { struct percpu_rw_semaphore freeze; struct mutex commit; int handles; };

int file_grow(struct inode *inode, loff_t size)
{
	spin_lock(&inode->i_lock);
	inode_lock(inode); // expect: block-in-atomic
	inode->i_size = size;
	inode_unlock(inode);
	spin_unlock(&inode->i_lock);
	return 0;
}

int file_truncate(struct inode *inode, struct journal *j)
{
	inode_lock(inode);
	mutex_lock(&j->commit); // expect: lock-order
	if (!inode->i_size) {
		mutex_unlock(&j->commit);
		return 0; // expect: lock-imbalance: `file_truncate` returns with mutex `inode.i_rwsem`
	}
	inode->i_size = 0;
	mutex_unlock(&j->commit);
	inode_unlock(inode);
	return 0;
}

void journal_commit(struct journal *j, struct inode *inode)
{
	mutex_lock(&j->commit);
	inode_lock(inode);
	j->handles = 0;
	inode_unlock(inode);
	mutex_unlock(&j->commit);
}

int dir_remove(struct dentry *parent)
{
	inode_lock(d_inode(parent));
	if (!parent->d_inode->i_size)
		return -EINVAL; // expect: lock-imbalance: `dir_remove` returns with mutex `inode.i_rwsem`
	d_inode(parent)->i_size--;
	inode_unlock(d_inode(parent));
	return 0;
}

int dir_read(struct file *file)
{
	inode_lock(file_inode(file));
	inode_lock(file->f_inode); // expect: lock-recursion
	inode_unlock(file_inode(file));
	return 0;
}

int journal_start(struct journal *j)
{
	percpu_down_read(&j->freeze);
	if (j->handles < 0)
		return -EIO; // expect: lock-imbalance: `journal_start` returns with
	j->handles++;
	percpu_up_read(&j->freeze);
	return 0;
}
