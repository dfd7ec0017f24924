/* SPDX-License-Identifier: MIT
 *
 * files.h: files, directories, sequences, attributes.
 */
#ifndef FILES_H
#define FILES_H

#include "waiting.h"
#include "memory.h"

struct block_device { void *bd_disk; };
struct inode { struct rw_semaphore i_rwsem; spinlock_t i_lock; unsigned long i_state; loff_t i_size; };
struct dentry { struct inode *d_inode; spinlock_t d_lock; };
struct file { void *private_data; struct inode *f_inode; };
static inline struct inode *d_inode(const struct dentry *dentry) { return dentry->d_inode; }
static inline struct inode *file_inode(const struct file *f) { return f->f_inode; }
static inline void inode_lock(struct inode *inode) { down_write(&inode->i_rwsem); }
static inline void inode_unlock(struct inode *inode) { up_write(&inode->i_rwsem); }
static inline void inode_lock_nested(struct inode *inode, unsigned int subclass)
{
	(void)subclass;
	down_write(&inode->i_rwsem);
}

struct file_operations {
	ssize_t (*read)(struct file *file, char __user *buf, size_t len, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t len, loff_t *pos);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};
struct inode_operations {
	int (*permission)(struct inode *inode, int mask);
	int (*create)(struct inode *dir, struct dentry *dentry, unsigned int mode);
	int (*unlink)(struct inode *dir, struct dentry *dentry);
};
struct super_operations {
	int (*sync_fs)(void *sb, int wait);
	int (*drop_inode)(struct inode *inode);
};
struct seq_file { void *private; };
struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	int (*show)(struct seq_file *m, void *v);
};
int seq_printf(struct seq_file *m, const char *fmt, ...);

struct device;
struct device_attribute {
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf, size_t count);
};
int sysfs_emit(char *buf, const char *fmt, ...);

#endif
