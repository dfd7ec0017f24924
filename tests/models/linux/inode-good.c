/* SPDX-License-Identifier: MIT
 *
 * A file system's locks: a semaphore, then its journal, then a spinlock.
 */
#include "linux.h"

struct journal { struct percpu_rw_semaphore freeze; struct mutex commit; int handles; };

int file_grow(struct inode *inode, loff_t size)
{
	inode_lock(inode);
	spin_lock(&inode->i_lock);
	inode->i_size = size;
	spin_unlock(&inode->i_lock);
	inode_unlock(inode);
	return 0;
}

int file_truncate(struct inode *inode, struct journal *j)
{
	inode_lock(inode);
	mutex_lock(&j->commit);
	if (inode->i_size)
		inode->i_size = 0;
	mutex_unlock(&j->commit);
	inode_unlock(inode);
	return 0;
}

void journal_commit(struct journal *j, struct inode *inode)
{
	inode_lock(inode);
	mutex_lock(&j->commit);
	j->handles = 0;
	mutex_unlock(&j->commit);
	inode_unlock(inode);
}

int dir_remove(struct dentry *parent)
{
	int error = 0;

	inode_lock(d_inode(parent));
	if (parent->d_inode->i_size)
		d_inode(parent)->i_size--;
	else
		error = -EINVAL;
	inode_unlock(d_inode(parent));
	return error;
}

int dir_read(struct file *file)
{
	inode_lock(file_inode(file));
	file->f_inode->i_size++;
	inode_unlock(file->f_inode);
	return 0;
}

int journal_start(struct journal *j)
{
	int error = 0;

	percpu_down_read(&j->freeze);
	if (j->handles < 0)
		error = -EIO;
	else
		j->handles++;
	percpu_up_read(&j->freeze);
	return error;
}

void journal_freeze(struct journal *j)
{
	percpu_down_write(&j->freeze);
	j->handles = -1;
	percpu_up_write(&j->freeze);
}
