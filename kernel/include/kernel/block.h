/* SPDX-License-Identifier: MIT
 *
 * block.h: block devices, as drivers offer and file systems use them.  Requests
 * are asynchronous, so that several can be in flight; whoever wants to wait
 * sleeps until `done` has been called.
 */
#ifndef KERNEL_BLOCK_H
#define KERNEL_BLOCK_H

#include <kernel/base.h>
#include <kernel/list.h>

/* One read.  It and its buffer belong to the driver from block_submit until
 * done. */
struct block_request {
	uint64_t sector;
	void *data;                     /* kernel's own map, physically contiguous */
	size_t len_bytes;               /* whole sectors, at most request_max_bytes */
	int status;                     /* 0 or -EIO; set before done is called */
	/* Once per accepted request, with no lock held. */
	void (*done)(struct block_request *req) HF_CALLED_IN(in_irq);
	struct list link;               /* the driver's */
};

struct block_device {
	const char *name;               /* "vda" */
	uint32_t sector_bytes;          /* 512 */
	uint32_t request_max_bytes;
	uint64_t sector_count;
	/* Starts a request or queues it, and does not wait.  0: done will be called.
	 * -EIO: it won't be. */
	int (*submit)(struct block_device *dev, struct block_request *req)
		HF_CALLED_IN(in_thread);
	void *driver;
	struct list link;               /* the registry's */
};

/* The device stays for good.  0, -EEXIST. */
int block_register(struct block_device *dev) __must_check;
/* NULL if there is none. */
struct block_device *block_find(const char *name);

/* Checks the request against the device and hands it over.  Thread context;
 * does not sleep.  0, -EINVAL, -EIO: done is called for 0 only. */
int block_submit(struct block_device *dev, struct block_request *req) __must_check;

#endif
