/* SPDX-License-Identifier: MIT
 *
 * A file's operations are called by threads, and their returns are judged; drop_inode is called under a
 * spinlock.
 */
#include "linux.h"

static DEFINE_SPINLOCK(log_lock);
static DEFINE_MUTEX(dir_lock);
static char log_text[80];

static ssize_t log_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	if (len > sizeof(log_text))
		return -EINVAL;
	spin_lock(&log_lock);
	if (copy_from_user(log_text, buf, len)) { // expect: block-in-atomic: `copy_from_user` may block while spinlock `log_lock` is held
		spin_unlock(&log_lock);
		return -EFAULT;
	}
	spin_unlock(&log_lock);
	return len;
}

static int log_open(struct inode *inode, struct file *file)
{
	inode_lock(inode);
	if (!inode->i_size)
		return -EIO; // expect: lock-imbalance: `log_open` returns with mutex `inode.i_rwsem`
	file->private_data = log_text;
	inode_unlock(inode);
	return 0;
}

static int log_unlink(struct inode *dir, struct dentry *dentry)
{
	spin_lock(&dentry->d_lock);
	mutex_lock(&dir_lock); // expect: block-in-atomic: while spinlock `dentry.d_lock`
	dir->i_size--;
	mutex_unlock(&dir_lock);
	spin_unlock(&dentry->d_lock);
	return 0;
}

const struct file_operations log_fops = { .write = log_write, .open = log_open };
const struct inode_operations log_iops = { .unlink = log_unlink };
