/* SPDX-License-Identifier: MIT
 *
 * A wait that a signal ended has no lock, and nothing to give back.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DECLARE_RWSEM(table);
static int entries;

static ssize_t config_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	if (mutex_lock_interruptible(&config))
		return -EINTR;
	entries++;
	mutex_unlock(&config);
	return len;
}

static long table_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int error = mutex_lock_killable(&config);

	if (error)
		return error;
	error = down_write_killable(&table);
	if (error)
		goto out;
	entries += cmd;
	up_write(&table);
out:
	mutex_unlock(&config);
	return error;
}

const struct file_operations table_fops = { .write = config_write, .unlocked_ioctl = table_ioctl };
