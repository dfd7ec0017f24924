/* SPDX-License-Identifier: MIT
 *
 * mounts.c: /proc, /tmp, /dev: made at boot, before there is a program.
 */
#include <kernel/chardev.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>

#include "mounts.h"
#include "procfs.h"
#include "tmpfs.h"

enum { DEV_BYTES = 1 << 20 };

/* True: it is mounted. */
static bool mount_memory(const char *source, const char *path, size_t limit_bytes,
			 uint32_t permissions) HF_MAY_BLOCK;
static bool mount_memory(const char *source, const char *path, size_t limit_bytes,
			 uint32_t permissions)
{
	struct vfs_mount *mount;
	int err = tmpfs_create(source, limit_bytes, permissions, &mount);

	if (!err) {
		err = vfs_mount_at(mount, path);
		if (err)
			kfree(container_of(mount, struct tmpfs, mount));
	}
	if (err)
		kprintf(LOG_WARNING, "fs: nothing on %s: error %d\n", path, -err);
	return !err;
}

/* Links that programs expect beside the devices. */
static const struct {
	const char *path, *target;
} dev_links[] = {
	{ "/dev/fd", "/proc/self/fd" },
	{ "/dev/stdin", "/proc/self/fd/0" },
	{ "/dev/stdout", "/proc/self/fd/1" },
	{ "/dev/stderr", "/proc/self/fd/2" },
};

static int fill_dev(void) HF_MAY_BLOCK;
static int fill_dev(void)
{
	const struct char_device *dev;
	int err = 0;

	for (unsigned i = 0; !err && (dev = char_device_number(i)) != NULL; i++) {
		char path[32];
		const struct file_at at = { .path = path };

		snprintf(path, sizeof(path), "/dev/%s", dev->name);
		err = vfs_make(&at, S_IFCHR | dev->permissions, dev->rdev, NULL);
	}
	for (unsigned i = 0; !err && i < ARRAY_LEN(dev_links); i++) {
		const struct file_at at = { .path = dev_links[i].path };

		err = vfs_make(&at, S_IFLNK | 0777, 0, dev_links[i].target);
	}
	return err;
}

static void mount_proc(void) HF_MAY_BLOCK;
static void mount_proc(void)
{
	struct vfs_mount *mount;
	int err = procfs_create(&mount);

	if (!err) {
		err = vfs_mount_at(mount, "/proc");
		if (err)
			kfree(mount);
	}
	if (err)
		kprintf(LOG_WARNING, "fs: nothing on /proc: error %d\n", -err);
}

int mounts_make(void)
{
	mount_proc();
	(void)mount_memory("tmpfs", "/tmp", page_count_free() / 2 * PAGE_SIZE, 01777);
	return mount_memory("dev", "/dev", DEV_BYTES, 0755) ? fill_dev() : 0;
}
