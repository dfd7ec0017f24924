/* SPDX-License-Identifier: MIT
 *
 * fs.c: brings the file system up: block driver, cache, mounts.
 */
#include <kernel/block.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/init.h>
#include <kernel/print.h>

#include "bcache.h"
#include "ext2.h"
#include "fs_test.h"
#include "vblk.h"
#include "mounts.h"
#include "vfs.h"

enum { CACHE_MAX_BYTES = 16 << 20 };

/* A part of the memory that is free at boot, and no more: all of it is touched then. */
static size_t cache_limit(void)
{
	size_t limit = page_count_free() / 16 * PAGE_SIZE;

	return limit < CACHE_MAX_BYTES ? limit : CACHE_MAX_BYTES;
}

int fs_init(void)
{
	struct block_device *dev;
	struct vfs_mount *root;
	struct bcache *cache;
	int err;

	if (vblk_init() == 0)
		return -ENODEV;
	dev = block_find("vda");
	if (!dev)
		return -ENODEV;
	err = bcache_create(dev, cache_limit(), &cache);
	if (!err)
		err = ext2_mount(cache, &root);
	if (!err)
		err = vfs_mount_root(root);
	if (err)
		return err;
	kprintf(LOG_INFO, "fs: %s is the root, ext2, read-only\n", dev->name);
	fs_test();
	return FS_IN_MEMORY ? mounts_make() : 0;
}
