/* SPDX-License-Identifier: MIT
 *
 * A wait that a signal ended has no lock.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DECLARE_RWSEM(table);
static int entries;

static ssize_t config_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	mutex_lock_interruptible(&config);
	entries++;
	mutex_unlock(&config); // expect: lock-imbalance: `config_write` releases mutex `config`
	return len;
}

static long table_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int error = mutex_lock_killable(&config);

	if (error)
		goto out;
	error = down_write_killable(&table);
	if (error)
		return -EINTR; // expect: lock-imbalance: `table_ioctl` returns with mutex `config`
	entries += cmd;
	up_write(&table);
out:
	mutex_unlock(&config); // expect: lock-imbalance: `table_ioctl` releases mutex `config`
	return error;
}

const struct file_operations table_fops = { .write = config_write, .unlocked_ioctl = table_ioctl };
