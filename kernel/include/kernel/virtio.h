/* SPDX-License-Identifier: MIT
 *
 * virtio.h: devices behind virtio-mmio, version 2 (Virtual I/O Device (VIRTIO)
 * Version 1.1, 4.2) with split virtqueues (2.6).  Only VIRTIO_F_VERSION_1 and what
 * the driver asks for is negotiated.  A device is hostile: every index and
 * length that it writes is checked here before a driver sees it.
 */
#ifndef KERNEL_VIRTIO_H
#define KERNEL_VIRTIO_H

#include <kernel/base.h>
#include <kernel/spinlock.h>

enum { VIRTIO_ID_NET = 1, VIRTIO_ID_BLOCK = 2, VIRTIO_ID_RNG = 4 };

struct virtio_device {
	volatile void *regs;
	unsigned irq;
	unsigned id;            /* VIRTIO_ID_... */
	unsigned slot;
	uint64_t features;      /* negotiated */
};

struct virtio_driver {
	const char *name;
	unsigned id;
	uint64_t features;      /* wanted, without VIRTIO_F_VERSION_1 */
	int (*probe)(struct virtio_device *dev) HF_CALLED_IN(in_thread);
};

/* Calls probe for every device with the driver's id, in slot order.  Returns how
 * many probed well. */
int virtio_register_driver(const struct virtio_driver *driver);

/* One buffer of a request. */
struct virtq_buf {
	void *data;             /* kernel's own map */
	uint32_t len;
	bool device_writes;
};

struct virtqueue;               /* kernel/dev/virtio.c */

/* Makes queue `index` with up to `size` (a power of two) entries.  `used` is called in
 * the interrupt handler when the device has used buffers; it calls
 * virtq_pop.  NULL on error. */
struct virtqueue *virtq_create(struct virtio_device *dev, unsigned index, unsigned size,
			       void (*used)(struct virtqueue *q, void *arg) HF_CALLED_IN(in_irq),
			       void *arg);
/* Ready for requests: sets DRIVER_OK. */
void virtio_ready(struct virtio_device *dev);

/* Queues a chain of buffers under `token` (not NULL).  0, -ENOSPC.  Any context; the
 * caller excludes others on this queue. */
int virtq_push(struct virtqueue *q, const struct virtq_buf *bufs, unsigned n, void *token) __must_check;
/* Tells the device about pushed chains, if it wants to know.  Needs no exclusion:
 * best called after the queue's lock is dropped. */
void virtq_kick(struct virtqueue *q);
/* The token of the next chain that the device is done with, NULL if none; *written
 * is how much it says to have written, at most what the chain can hold. */
void *virtq_pop(struct virtqueue *q, uint32_t *written) HF_POLLS(NULL);
unsigned virtq_free_count(const struct virtqueue *q);
/* Whether the device shall interrupt when it has used buffers of this queue: a hint,
 * `used` may be called all the same.  After asking for it pop once more: what was
 * used before is not announced.  Any context; on at first. */
void virtq_want_interrupt(struct virtqueue *q, bool want);
/* The device broke the protocol (an index or id that cannot be): virtq_push and
 * virtq_pop do nothing any more. */
bool virtq_broken(const struct virtqueue *q);
/* Resets the device: it touches no memory from here on.  For a broken one. */
void virtio_reset(struct virtio_device *dev);

/* Device configuration space (Version 1.1, 4.2.2.2). */
uint8_t virtio_config8(struct virtio_device *dev, unsigned offset);
uint64_t virtio_config64(struct virtio_device *dev, unsigned offset);

#endif
