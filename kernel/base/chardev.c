/* SPDX-License-Identifier: MIT
 *
 * chardev.c: the list of character devices.
 *
 * No lock: the list is filled by the boot thread before there is a program, and
 * constant afterwards.  The count is published after the entry.
 */
#include <kernel/chardev.h>
#include <kernel/errno.h>

enum { CHAR_DEVICES_MAX = 16 };

static const struct char_device *devices[CHAR_DEVICES_MAX];
static unsigned device_count;           /* atomic */

int char_device_register(const struct char_device *dev)
{
	if (device_count == CHAR_DEVICES_MAX)
		return -ENOSPC;
	devices[device_count] = dev;
	__atomic_store_n(&device_count, device_count + 1, __ATOMIC_RELEASE);
	return 0;
}

const struct char_device *char_device_number(unsigned number)
{
	return number < __atomic_load_n(&device_count, __ATOMIC_ACQUIRE) ? devices[number] : NULL;
}

static const struct char_device *find(uint64_t rdev)
{
	const struct char_device *dev;

	for (unsigned i = 0; (dev = char_device_number(i)) != NULL; i++) {
		if (dev->rdev == rdev)
			return dev;
	}
	return NULL;
}

int char_device_open(uint64_t rdev, unsigned flags, struct file *f)
{
	const struct char_device *dev = find(rdev);

	if (!dev)
		return -ENXIO;
	if (dev->open)
		return dev->open(dev, flags, f);
	f->ops = dev->ops;
	f->private_data = (void *)dev;
	return 0;
}

void char_device_stat(const struct char_device *dev, struct file_stat *out)
{
	*out = (struct file_stat){
		.rdev = dev->rdev,
		.ino = dev->rdev,
		.mode = S_IFCHR | dev->permissions,
		.nlink = 1,
	};
}
