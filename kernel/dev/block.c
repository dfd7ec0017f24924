/* SPDX-License-Identifier: MIT
 *
 * block.c: the registry of block devices, and the one place where a request is
 * checked against its device, so that no driver has to.
 *
 * Devices are added at boot and never leave: a pointer from block_find stays
 * valid.  block_lock guards the list only.
 */
#include <kernel/block.h>
#include <kernel/errno.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>

static DEFINE_SPINLOCK(block_lock, no_preempt);
static struct list block_devices HF_GUARDED_BY(block_lock) = LIST_INIT(block_devices);

static struct block_device *block_find_locked(const char *name) HF_REQUIRES(block_lock);

static struct block_device *block_find_locked(const char *name)
{
	list_for_each(pos, &block_devices) {
		struct block_device *dev = list_entry(pos, struct block_device, link);

		if (strcmp(dev->name, name) == 0)
			return dev;
	}
	return NULL;
}

int block_register(struct block_device *dev)
{
	int err = 0;

	spin_lock(&block_lock);
	if (block_find_locked(dev->name))
		err = -EEXIST;
	else
		list_add_tail(&block_devices, &dev->link);
	spin_unlock(&block_lock);
	return err;
}

struct block_device *block_find(const char *name)
{
	struct block_device *dev;

	spin_lock(&block_lock);
	dev = block_find_locked(name);
	spin_unlock(&block_lock);
	return dev;
}

int block_submit(struct block_device *dev, struct block_request *req)
{
	uint64_t sectors = req->len_bytes / dev->sector_bytes;

	if (!req->len_bytes || req->len_bytes % dev->sector_bytes ||
	    req->len_bytes > dev->request_max_bytes)
		return -EINVAL;
	if (req->sector > dev->sector_count || sectors > dev->sector_count - req->sector)
		return -EINVAL;
	return dev->submit(dev, req);
}
