/* SPDX-License-Identifier: MIT
 *
 * chardev.h: character devices, by number: what a device node in a file system
 * stands for.  The kernel's own register at boot; the file system makes the nodes
 * of /dev from the list.
 */
#ifndef KERNEL_CHARDEV_H
#define KERNEL_CHARDEV_H

#include <kernel/file.h>

struct char_device {
	const char *name;               /* in /dev */
	uint64_t rdev;                  /* FILE_DEV(...), with Linux's numbers */
	uint32_t permissions;
	/* An open file's, whose private_data is the device; or, with `open`, that
	 * fills in both. */
	const struct file_ops *ops;
	int (*open)(const struct char_device *dev, unsigned flags, struct file *f) HF_MAY_BLOCK;
};

/* Before fs_init; `dev` stays.  0, -ENOSPC. */
int char_device_register(const struct char_device *dev) __must_check;
/* Opens what has this number.  -ENXIO: no such device. */
int char_device_open(uint64_t rdev, unsigned flags, struct file *f) HF_MAY_BLOCK;
/* The devices from 0 on; NULL: no more. */
const struct char_device *char_device_number(unsigned number);

/* What stat says of one that is open. */
void char_device_stat(const struct char_device *dev, struct file_stat *out);

/* null, zero, full, random, urandom, kmsg. */
int memory_devices_register(void) __must_check;

#endif
