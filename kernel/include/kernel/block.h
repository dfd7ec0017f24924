/* SPDX-License-Identifier: MIT
 *
 * block.h: block devices, as drivers offer and file systems use them.
 */
#ifndef KERNEL_BLOCK_H
#define KERNEL_BLOCK_H

#include <kernel/base.h>

struct block_device {
	const char *name;               /* "vda" */
	uint32_t sector_bytes;          /* 512 */
	uint64_t sector_count;
	/* Transfers whole sectors and sleeps until done.  0, -EIO, -EINVAL. */
	int (*transfer)(struct block_device *dev, bool write, uint64_t sector,
			void *data, size_t len_bytes) HF_MAY_BLOCK;
	void *driver;
};

int block_register(struct block_device *dev) __must_check;
struct block_device *block_find(const char *name);

#endif
