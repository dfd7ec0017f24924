/* SPDX-License-Identifier: MIT
 *
 * virtio_net.c: the virtio network device (VIRTIO 1.1, 5.1): one receive and one
 * transmit queue, no offloads.
 *
 * Both queues and all buffers belong to net_core_lock.  The interrupt handler
 * touches neither: it says that something happened and asks for quiet; whoever
 * then finds the receive queue empty asks for interrupts again.  Finished
 * transmissions are collected when the next frame needs a buffer, and interrupt
 * only when the queue was full.
 *
 * The device is not trusted: what it wrote is checked against the buffer's size
 * by the virtqueue and against the smallest frame here.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/virtio.h>
#include "virtio_net.h"

#define VIRTIO_NET_F_MAC (1ull << 5)

enum { QUEUE_RX = 0, QUEUE_TX = 1 };

#define RX_BUFFERS 128u
#define TX_BUFFERS 128u
#define FRAME_MIN 14u                   /* an Ethernet header */

/* 5.1.6; all zero: no checksum to finish, nothing to segment. */
struct vnet_header {
	uint8_t flags, gso_type;
	uint16_t hdr_len, gso_size, csum_start, csum_offset, num_buffers;
};

/* The pad puts the frame behind the header on an address of 2 modulo 8. */
struct vnet_buffer {
	uint8_t pad[6];
	struct vnet_header header;
	uint8_t frame[VNET_FRAME_MAX];
} __attribute__((aligned(2048)));

_Static_assert(sizeof(struct vnet_header) == 12, "virtio_net_hdr of a version 1 device");
_Static_assert(offsetof(struct vnet_buffer, frame) % 8 == 2, "frame alignment");
_Static_assert(PAGE_SIZE % sizeof(struct vnet_buffer) == 0, "whole buffers in a page");

struct vnet {
	struct virtio_device *dev;
	struct virtqueue *rx HF_GUARDED_BY(net_core_lock);
	struct virtqueue *tx HF_GUARDED_BY(net_core_lock);
	struct vnet_buffer *rx_current HF_GUARDED_BY(net_core_lock);
	struct vnet_buffer *tx_free[TX_BUFFERS] HF_GUARDED_BY(net_core_lock);
	unsigned tx_free_count HF_GUARDED_BY(net_core_lock);
	bool failed HF_GUARDED_BY(net_core_lock);  /* the device broke its queue */
	bool rx_unflushed HF_GUARDED_BY(net_core_lock);
	bool tx_unflushed HF_GUARDED_BY(net_core_lock);
	bool tx_stalled;                /* set under the lock; the handler reads it */
	void (*event)(void) HF_CALLED_IN(in_irq);
	uint8_t mac[VNET_MAC_BYTES];
};

static struct vnet the_vnet;            /* the first device; more are left alone */

static void rx_used(struct virtqueue *q, void *arg)
{
	struct vnet *v = arg;

	virtq_want_interrupt(q, false);
	v->event();
}

static void tx_used(struct virtqueue *q, void *arg)
{
	struct vnet *v = arg;

	(void)q;
	if (READ_ONCE(v->tx_stalled))
		v->event();
}

/* Nothing moves on such a queue again; the rest of the kernel goes on. */
HF_REQUIRES(net_core_lock)
static void vnet_fail(struct vnet *v)
{
	if (!v->failed)
		kprintf(LOG_ERR, "net: the device broke a queue; it is given up\n");
	v->failed = true;
}

HF_REQUIRES(net_core_lock)
static void rx_post(struct vnet *v, struct vnet_buffer *b)
{
	struct virtq_buf part = {
		.data = &b->header,
		.len = sizeof(b->header) + sizeof(b->frame),
		.device_writes = true,
	};

	/* The queue has an entry for each buffer, and this one is not in it: only a
	 * queue that the device has broken refuses it. */
	if (virtq_push(v->rx, &part, 1, b) != 0)
		vnet_fail(v);
	v->rx_unflushed = true;
}

/* A buffer for each entry of the queue, each handed to `take`. */
HF_REQUIRES(net_core_lock)
static int buffers_make(struct vnet *v, struct virtqueue *q, unsigned max,
			void (*take)(struct vnet *v, struct vnet_buffer *b))
{
	const unsigned per_page = PAGE_SIZE / sizeof(struct vnet_buffer);
	unsigned count = virtq_free_count(q) < max ? virtq_free_count(q) : max;
	struct vnet_buffer *page = NULL;

	for (unsigned i = 0; i < count; i++) {
		if (i % per_page == 0)
			page = page_alloc(0);
		if (!page)
			return -ENOMEM;
		take(v, &page[i % per_page]);
	}
	return 0;
}

HF_REQUIRES(net_core_lock)
static void tx_give_back(struct vnet *v, struct vnet_buffer *b)
{
	v->tx_free[v->tx_free_count++] = b;
}

HF_REQUIRES(net_core_lock)
static int vnet_set_up(struct vnet *v)
{
	int err;

	v->rx = virtq_create(v->dev, QUEUE_RX, RX_BUFFERS, rx_used, v);
	v->tx = virtq_create(v->dev, QUEUE_TX, TX_BUFFERS, tx_used, v);
	if (!v->rx || !v->tx)
		return -EIO;
	virtq_want_interrupt(v->tx, false);
	err = buffers_make(v, v->rx, RX_BUFFERS, rx_post);
	if (!err)
		err = buffers_make(v, v->tx, TX_BUFFERS, tx_give_back);
	return v->failed ? -EIO : err;
}

static int vnet_probe(struct virtio_device *dev)
{
	struct vnet *v = &the_vnet;
	int err;

	if (v->dev)
		return -EBUSY;
	if (!(dev->features & VIRTIO_NET_F_MAC))
		return -ENODEV;
	v->dev = dev;
	for (unsigned i = 0; i < VNET_MAC_BYTES; i++)
		v->mac[i] = virtio_config8(dev, i);

	net_lock();
	err = vnet_set_up(v);
	net_unlock();
	if (err)
		v->dev = NULL;
	return err;
}

static const struct virtio_driver vnet_driver = {
	.name = "virtio-net",
	.id = VIRTIO_ID_NET,
	.features = VIRTIO_NET_F_MAC,
	.probe = vnet_probe,
};

int vnet_start(void (*event)(void), struct vnet **out)
{
	struct vnet *v = &the_vnet;

	v->event = event;
	if (virtio_register_driver(&vnet_driver) < 1)
		return -ENODEV;
	virtio_ready(v->dev);
	net_lock();
	vnet_flush(v);
	net_unlock();
	*out = v;
	return 0;
}

void vnet_mac(const struct vnet *v, uint8_t mac[VNET_MAC_BYTES])
{
	memcpy(mac, v->mac, VNET_MAC_BYTES);
}

HF_REQUIRES(net_core_lock)
static void tx_reclaim(struct vnet *v)
{
	struct vnet_buffer *b;
	uint32_t written;

	while ((b = virtq_pop(v->tx, &written)) != NULL)
		tx_give_back(v, b);
}

void *vnet_tx_frame(struct vnet *v)
{
	if (v->tx_free_count == 0)
		tx_reclaim(v);
	if (v->tx_free_count == 0) {
		/* Announce the wait first, then look once more: a completion
		 * between the two is seen here, a later one by the handler. */
		WRITE_ONCE(v->tx_stalled, true);
		virtq_want_interrupt(v->tx, true);
		vnet_flush(v);
		tx_reclaim(v);
	}
	return v->tx_free_count ? v->tx_free[v->tx_free_count - 1]->frame : NULL;
}

void vnet_tx_send(struct vnet *v, size_t len_bytes)
{
	struct vnet_buffer *b = v->tx_free[--v->tx_free_count];
	struct virtq_buf part = {
		.data = &b->header,
		.len = (uint32_t)(sizeof(b->header) + len_bytes),
	};

	b->header = (struct vnet_header){ 0 };
	if (virtq_push(v->tx, &part, 1, b) != 0) {
		vnet_fail(v);
		tx_give_back(v, b);
	}
	v->tx_unflushed = true;
}

bool vnet_tx_resumed(struct vnet *v)
{
	if (!v->tx_stalled)
		return false;
	tx_reclaim(v);
	if (v->tx_free_count == 0)
		return false;
	virtq_want_interrupt(v->tx, false);
	WRITE_ONCE(v->tx_stalled, false);
	return true;
}

/* The next buffer that the device filled.  Finding none turns interrupts on. */
HF_REQUIRES(net_core_lock)
static struct vnet_buffer *rx_pop(struct vnet *v, uint32_t *written)
{
	struct vnet_buffer *b = virtq_pop(v->rx, written);

	if (!b) {
		virtq_want_interrupt(v->rx, true);
		b = virtq_pop(v->rx, written);
	}
	return b;
}

const void *vnet_rx_frame(struct vnet *v, size_t *len_bytes)
{
	uint32_t written;

	while ((v->rx_current = rx_pop(v, &written)) != NULL) {
		if (written >= sizeof(struct vnet_header) + FRAME_MIN) {
			*len_bytes = written - sizeof(struct vnet_header);
			return v->rx_current->frame;
		}
		rx_post(v, v->rx_current);
	}
	return NULL;
}

void vnet_rx_done(struct vnet *v)
{
	rx_post(v, v->rx_current);
	v->rx_current = NULL;
}

void vnet_flush(struct vnet *v)
{
	if (v->rx_unflushed)
		virtq_kick(v->rx);
	if (v->tx_unflushed)
		virtq_kick(v->tx);
	v->rx_unflushed = v->tx_unflushed = false;
}
