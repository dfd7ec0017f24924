/* SPDX-License-Identifier: MIT
 *
 * vblk.c: virtio block device (Virtual I/O Device (VIRTIO) Version 1.1, 5.2),
 * reading.
 *
 * A request goes into a slot (its header and status byte, where the device finds
 * them) and the virtqueue.  When either is full it waits on `backlog`, which the
 * completion interrupt drains, so submitting never sleeps.  Completions run in
 * the interrupt handler: take one from the queue under the lock, drop the lock,
 * call its done.
 *
 * vblk.lock guards the queue, the slots and the backlog.  It masks interrupts
 * because the handler takes it; the device is notified after it is dropped.
 */
#include <kernel/block.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/virtio.h>
#include <kernel/watchdog.h>

#include "vblk.h"

enum { VBLK_SECTOR_BYTES = 512, VBLK_QUEUE_SIZE = 128, VBLK_SLOTS = 32 };
enum { VBLK_DATA_SEGMENTS = 16, VBLK_REQUEST_MAX_BYTES = 1 << 20 };

/* 5.2.3, 5.2.4: feature bits, and where their values stand */
#define VBLK_F_SIZE_MAX (1ull << 1)
#define VBLK_F_SEG_MAX  (1ull << 2)
enum { VBLK_CONFIG_CAPACITY = 0, VBLK_CONFIG_SIZE_MAX = 8, VBLK_CONFIG_SEG_MAX = 12 };

enum { VBLK_T_IN = 0, VBLK_S_OK = 0, VBLK_S_NONE = 0xff };      /* 5.2.6 */

struct vblk_slot {
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header;
	uint8_t status;
	struct block_request *req;      /* NULL: free */
	struct vblk_slot *next_free;
};

struct vblk {
	struct block_device block;
	struct virtio_device *dev;
	struct virtqueue *queue;
	uint32_t segment_max_bytes;
	HF_LOCK_FIELD(irq_spinlock_t, lock, no_irq);
	struct vblk_slot *free HF_GUARDED_BY(lock);
	struct list backlog HF_GUARDED_BY(lock);
	bool dead HF_GUARDED_BY(lock);
	unsigned in_flight HF_GUARDED_BY(lock); /* requests that the device has */
	struct watch watch;             /* beats under lock */
	struct vblk_slot *slots;
	char name[4];
};

static unsigned vblk_count;             /* probes run one after the other */

/* Gives a request to the device.  -ENOSPC: not now. */
static int vblk_start_locked(struct vblk *v, struct block_request *req) HF_REQUIRES(v->lock);

static int vblk_start_locked(struct vblk *v, struct block_request *req)
{
	struct virtq_buf bufs[VBLK_DATA_SEGMENTS + 2];
	struct vblk_slot *slot = v->free;
	unsigned n = 0;
	int err;

	if (!slot)
		return -ENOSPC;
	slot->header.type = VBLK_T_IN;
	slot->header.reserved = 0;
	slot->header.sector = req->sector;
	slot->status = VBLK_S_NONE;
	bufs[n++] = (struct virtq_buf){ &slot->header, sizeof(slot->header), false };
	for (size_t at = 0; at < req->len_bytes; at += v->segment_max_bytes) {
		size_t left = req->len_bytes - at;

		bufs[n++] = (struct virtq_buf){
			(char *)req->data + at,
			left < v->segment_max_bytes ? (uint32_t)left : v->segment_max_bytes,
			true };
	}
	bufs[n++] = (struct virtq_buf){ &slot->status, sizeof(slot->status), true };
	err = virtq_push(v->queue, bufs, n, slot);
	if (err)
		return err;
	v->free = slot->next_free;
	slot->req = req;
	if (v->in_flight++ == 0)
		watchdog_beat(&v->watch);
	return 0;
}

static int vblk_submit(struct block_device *block, struct block_request *req)
{
	struct vblk *v = block->driver;
	bool started = false;
	int err = 0;

	irq_spin_lock(&v->lock);
	if (v->dead)
		err = -EIO;
	else if (list_empty(&v->backlog) && vblk_start_locked(v, req) == 0)
		started = true;
	else
		list_add_tail(&v->backlog, &req->link);
	irq_spin_unlock(&v->lock);
	if (started)
		virtq_kick(v->queue);
	return err;
}

static struct block_request *vblk_slot_finish_locked(struct vblk *v, struct vblk_slot *slot)
	HF_REQUIRES(v->lock);

static struct block_request *vblk_slot_finish_locked(struct vblk *v, struct vblk_slot *slot)
{
	struct block_request *req = slot->req;

	slot->req = NULL;
	slot->next_free = v->free;
	v->free = slot;
	if (--v->in_flight)
		watchdog_beat(&v->watch);
	else
		watchdog_rest(&v->watch);
	return req;
}

/* The next request that the device is done with, its status set; NULL: none. */
static struct block_request *vblk_take_locked(struct vblk *v) HF_REQUIRES(v->lock);

static struct block_request *vblk_take_locked(struct vblk *v)
{
	struct block_request *req;
	struct vblk_slot *slot;
	uint32_t written;
	uint8_t status;

	slot = virtq_pop(v->queue, &written);
	if (!slot)
		return NULL;
	status = slot->status;
	req = vblk_slot_finish_locked(v, slot);
	/* All data and the status byte, or it did not read what was asked for. */
	req->status = status == VBLK_S_OK && written == req->len_bytes + 1 ? 0 : -EIO;
	return req;
}

/* Starts what waits, as far as there is room; true: kick. */
static bool vblk_drain_locked(struct vblk *v) HF_REQUIRES(v->lock);

static bool vblk_drain_locked(struct vblk *v)
{
	bool started = false;

	while (!list_empty(&v->backlog)) {
		struct block_request *req = list_first(&v->backlog, struct block_request, link);

		if (vblk_start_locked(v, req) != 0)
			break;
		list_remove(&req->link);
		started = true;
	}
	return started;
}

/* Any request that is still open, for a device that broke the protocol. */
static struct block_request *vblk_take_any_locked(struct vblk *v) HF_REQUIRES(v->lock);

static struct block_request *vblk_take_any_locked(struct vblk *v)
{
	struct block_request *req;

	for (unsigned i = 0; i < VBLK_SLOTS; i++)
		if (v->slots[i].req)
			return vblk_slot_finish_locked(v, &v->slots[i]);
	if (list_empty(&v->backlog))
		return NULL;
	req = list_first(&v->backlog, struct block_request, link);
	list_remove(&req->link);
	return req;
}

static void vblk_fail_all(struct vblk *v)
{
	struct block_request *req;
	bool first;

	irq_spin_lock(&v->lock);
	first = !v->dead;
	v->dead = true;
	irq_spin_unlock(&v->lock);
	if (!first)
		return;
	/* Before the buffers go back to their owners. */
	virtio_reset(v->dev);
	kprintf(LOG_ERR, "%s: the device broke the virtio protocol; it is not used any more\n", v->name);
	for (;;) {
		irq_spin_lock(&v->lock);
		req = vblk_take_any_locked(v);
		irq_spin_unlock(&v->lock);
		if (!req)
			break;
		req->status = -EIO;
		req->done(req);
	}
}

static void vblk_used(struct virtqueue *q, void *arg)
{
	struct vblk *v = arg;
	bool started = false, broken;

	for (;;) {
		struct block_request *req;

		irq_spin_lock(&v->lock);
		req = vblk_take_locked(v);
		if (req)
			started |= vblk_drain_locked(v);
		broken = virtq_broken(q);
		irq_spin_unlock(&v->lock);
		if (!req)
			break;
		req->done(req);
	}
	if (broken)
		vblk_fail_all(v);
	else if (started)
		virtq_kick(q);
}

/* The device's own limits on a request. */
static int vblk_read_limits(struct vblk *v)
{
	uint32_t segments = VBLK_DATA_SEGMENTS;

	v->segment_max_bytes = VBLK_REQUEST_MAX_BYTES;
	if (v->dev->features & VBLK_F_SIZE_MAX) {
		uint32_t size_max = (uint32_t)virtio_config64(v->dev, VBLK_CONFIG_SIZE_MAX);

		if (size_max < v->segment_max_bytes)
			v->segment_max_bytes = size_max / VBLK_SECTOR_BYTES * VBLK_SECTOR_BYTES;
	}
	if (v->dev->features & VBLK_F_SEG_MAX) {
		/* The field has 32 bits; what follows it is not ours. */
		uint32_t seg_max = (uint32_t)virtio_config64(v->dev, VBLK_CONFIG_SEG_MAX);

		if (seg_max < segments)
			segments = seg_max;
	}
	if (!v->segment_max_bytes || !segments)
		return -EINVAL;
	v->block.request_max_bytes = segments * v->segment_max_bytes;
	if (v->block.request_max_bytes > VBLK_REQUEST_MAX_BYTES)
		v->block.request_max_bytes = VBLK_REQUEST_MAX_BYTES;
	return 0;
}

static int vblk_slots_create(struct vblk *v)
{
	v->slots = kzalloc(VBLK_SLOTS * sizeof(v->slots[0]));
	if (!v->slots)
		return -ENOMEM;
	for (unsigned i = 0; i < VBLK_SLOTS; i++) {
		v->slots[i].next_free = v->free;
		v->free = &v->slots[i];
	}
	return 0;
}

static int vblk_probe(struct virtio_device *dev)
{
	struct vblk *v;
	int err;

	if (vblk_count >= 26)
		return -ENODEV;         /* out of letters */
	v = kzalloc(sizeof(*v));
	if (!v)
		return -ENOMEM;
	v->dev = dev;
	v->name[0] = 'v';
	v->name[1] = 'd';
	v->name[2] = (char)('a' + vblk_count);
	irq_spin_init(vblk, lock, v);
	list_init(&v->backlog);
	v->block = (struct block_device){
		.name = v->name,
		.sector_bytes = VBLK_SECTOR_BYTES,
		.sector_count = virtio_config64(dev, VBLK_CONFIG_CAPACITY),
		.submit = vblk_submit,
		.driver = v,
	};
	err = vblk_read_limits(v);
	if (!err)
		err = vblk_slots_create(v);
	if (err)
		goto fail;
	err = -ENOMEM;
	v->queue = virtq_create(dev, 0, VBLK_QUEUE_SIZE, vblk_used, v);
	if (!v->queue)
		goto fail;
	/* From here on the queue knows v, which therefore stays. */
	virtio_ready(dev);
	err = block_register(&v->block);
	if (err)
		return err;
	vblk_count++;
	if (watchdog_watch(&v->watch, v->name, NULL))
		kprintf(LOG_WARNING, "%s: the watchdog has no room for it\n", v->name);
	kprintf(LOG_INFO, "%s: virtio-blk, %llu MiB, requests of up to %u KiB\n", v->name,
		(unsigned long long)(v->block.sector_count >> 11),
		v->block.request_max_bytes >> 10);
	return 0;
fail:
	kfree(v->slots);
	kfree(v);
	return err;
}

static const struct virtio_driver vblk_driver = {
	.name = "virtio-blk",
	.id = VIRTIO_ID_BLOCK,
	.features = VBLK_F_SIZE_MAX | VBLK_F_SEG_MAX,
	.probe = vblk_probe,
};

int vblk_init(void)
{
	return virtio_register_driver(&vblk_driver);
}
