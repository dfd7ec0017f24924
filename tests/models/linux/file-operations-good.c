/* SPDX-License-Identifier: MIT
 *
 * A file's operations are called by threads that may sleep: they copy outside of the lock.
 */
#include "linux.h"

static DEFINE_SPINLOCK(log_lock);
static DEFINE_MUTEX(dir_lock);
static char log_text[80];

static ssize_t log_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char *text;

	if (len > sizeof(log_text))
		return -EINVAL;
	text = kmalloc(len, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (copy_from_user(text, buf, len)) {
		kfree(text);
		return -EFAULT;
	}
	spin_lock(&log_lock);
	__builtin_memcpy(log_text, text, len);
	spin_unlock(&log_lock);
	kfree(text);
	return len;
}

static ssize_t log_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	ssize_t error = 0;

	mutex_lock(&dir_lock);
	if (copy_to_user(buf, log_text, len))
		error = -EFAULT;
	mutex_unlock(&dir_lock);
	return error;
}

static int log_open(struct inode *inode, struct file *file)
{
	int error = 0;

	inode_lock(inode);
	if (!inode->i_size)
		error = -EIO;
	file->private_data = log_text;
	inode_unlock(inode);
	return error;
}

static int log_unlink(struct inode *dir, struct dentry *dentry)
{
	mutex_lock(&dir_lock);
	spin_lock(&dentry->d_lock);
	dir->i_size--;
	spin_unlock(&dentry->d_lock);
	mutex_unlock(&dir_lock);
	return 0;
}

const struct file_operations log_fops = { .write = log_write, .read = log_read, .open = log_open };
const struct inode_operations log_iops = { .unlink = log_unlink };
