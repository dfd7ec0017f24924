/* SPDX-License-Identifier: MIT
 *
 * virtio.c: virtio-mmio transport and split virtqueues (Virtual I/O Device
 * (VIRTIO) Version 1.1; section numbers below are of that text).
 *
 * The rings are memory that the device can write at any time.  Nothing that
 * stands there is used as an index before it has been checked, and what must be
 * remembered about a descriptor (its successor, its token, how much the device
 * may write) is kept in `state`, which no device sees.
 *
 * Locks: none here.  The driver excludes others on a queue; the tables of a slot
 * are filled before virtio_ready and constant from then on.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/irq.h>
#include <kernel/mmio.h>
#include <kernel/platform.h>
#include <kernel/print.h>
#include <kernel/virtio.h>

enum virtio_mmio {              /* 4.2.2, table 4.1 */
	VIRTIO_MAGIC = 0x000,
	VIRTIO_VERSION = 0x004,
	VIRTIO_DEVICE_ID = 0x008,
	VIRTIO_DEVICE_FEATURES = 0x010,
	VIRTIO_DEVICE_FEATURES_SEL = 0x014,
	VIRTIO_DRIVER_FEATURES = 0x020,
	VIRTIO_DRIVER_FEATURES_SEL = 0x024,
	VIRTIO_QUEUE_SEL = 0x030,
	VIRTIO_QUEUE_NUM_MAX = 0x034,
	VIRTIO_QUEUE_NUM = 0x038,
	VIRTIO_QUEUE_READY = 0x044,
	VIRTIO_QUEUE_NOTIFY = 0x050,
	VIRTIO_INTERRUPT_STATUS = 0x060,
	VIRTIO_INTERRUPT_ACK = 0x064,
	VIRTIO_STATUS = 0x070,
	VIRTIO_QUEUE_DESC = 0x080,
	VIRTIO_QUEUE_DRIVER = 0x090,
	VIRTIO_QUEUE_DEVICE = 0x0a0,
	VIRTIO_CONFIG_GENERATION = 0x0fc,
	VIRTIO_CONFIG = 0x100,
};
#define VIRTIO_MAGIC_VALUE 0x74726976u  /* "virt" */

enum virtio_status {            /* 2.1 */
	STATUS_ACKNOWLEDGE = 1, STATUS_DRIVER = 2, STATUS_DRIVER_OK = 4,
	STATUS_FEATURES_OK = 8, STATUS_FAILED = 128,
};

#define VIRTIO_F_VERSION_1 (1ull << 32)
enum { INTERRUPT_USED = 1 };
enum { DESC_NEXT = 1, DESC_WRITE = 2, USED_NO_NOTIFY = 1, AVAIL_NO_INTERRUPT = 1 };

struct virtq_desc {             /* 2.6.5 */
	uint64_t addr;
	uint32_t len;
	uint16_t flags, next;
};

struct virtq_avail {            /* 2.6.6 */
	uint16_t flags, idx, ring[];
};

struct virtq_used {             /* 2.6.8 */
	uint16_t flags, idx;
	struct { uint32_t id, len; } ring[];
};

struct virtq_state {            /* of the descriptor with the same number */
	void *token;            /* of the chain that starts here; NULL: none does */
	uint64_t writable;      /* bytes that the device may write to that chain */
	uint16_t next;          /* in its chain, or in the free list */
	uint16_t count;         /* descriptors in that chain */
};

enum { VIRTQ_SIZE_MAX = 256, VIRTQ_PAGE_ORDER = 1 };
_Static_assert(VIRTQ_SIZE_MAX * (sizeof(struct virtq_desc) + 2 + 8) + 16 <=
	       PAGE_SIZE << VIRTQ_PAGE_ORDER, "a queue's rings fit");

struct virtqueue {
	struct virtio_device *dev;
	unsigned index, size;
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	volatile struct virtq_used *used;
	uint16_t avail_idx, used_seen;
	uint16_t free_head, free_count;
	bool broken;
	void (*used_fn)(struct virtqueue *q, void *arg) HF_CALLED_IN(in_irq);
	void *arg;
	struct virtq_state state[];
};

enum { VIRTIO_SLOTS = 32, VIRTIO_QUEUES = 4 };

struct virtio_slot {
	struct virtio_device dev;
	struct virtqueue *queues[VIRTIO_QUEUES];
};

static void virtio_status_add(struct virtio_device *dev, uint32_t bits)
{
	mmio_write32(dev->regs, VIRTIO_STATUS, mmio_read32(dev->regs, VIRTIO_STATUS) | bits);
}

void virtio_reset(struct virtio_device *dev)
{
	mmio_write32(dev->regs, VIRTIO_STATUS, 0);
}

void virtio_ready(struct virtio_device *dev)
{
	dma_wmb();
	virtio_status_add(dev, STATUS_DRIVER_OK);
}

static void virtio_interrupt(void *arg)
{
	struct virtio_slot *slot = arg;
	uint32_t reasons = mmio_read32(slot->dev.regs, VIRTIO_INTERRUPT_STATUS);

	/* Acknowledged before the rings are read: what is used later raises it again. */
	mmio_write32(slot->dev.regs, VIRTIO_INTERRUPT_ACK, reasons);
	if (!(reasons & INTERRUPT_USED))
		return;
	for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
		struct virtqueue *q = slot->queues[i];

		if (q)
			q->used_fn(q, q->arg);
	}
}

/* ---- finding and starting a device (3.1.1) ----------------------------- */

static int virtio_negotiate(struct virtio_device *dev, uint64_t wanted)
{
	uint64_t offered;

	mmio_write32(dev->regs, VIRTIO_DEVICE_FEATURES_SEL, 1);
	offered = (uint64_t)mmio_read32(dev->regs, VIRTIO_DEVICE_FEATURES) << 32;
	mmio_write32(dev->regs, VIRTIO_DEVICE_FEATURES_SEL, 0);
	offered |= mmio_read32(dev->regs, VIRTIO_DEVICE_FEATURES);
	if (!(offered & VIRTIO_F_VERSION_1))
		return -ENODEV;
	dev->features = offered & (wanted | VIRTIO_F_VERSION_1);

	mmio_write32(dev->regs, VIRTIO_DRIVER_FEATURES_SEL, 1);
	mmio_write32(dev->regs, VIRTIO_DRIVER_FEATURES, (uint32_t)(dev->features >> 32));
	mmio_write32(dev->regs, VIRTIO_DRIVER_FEATURES_SEL, 0);
	mmio_write32(dev->regs, VIRTIO_DRIVER_FEATURES, (uint32_t)dev->features);
	virtio_status_add(dev, STATUS_FEATURES_OK);
	if (!(mmio_read32(dev->regs, VIRTIO_STATUS) & STATUS_FEATURES_OK))
		return -ENODEV;
	return 0;
}

static int virtio_probe(const struct virtio_driver *driver, struct virtio_slot *slot)
{
	struct virtio_device *dev = &slot->dev;
	int err;

	virtio_reset(dev);
	virtio_status_add(dev, STATUS_ACKNOWLEDGE);
	virtio_status_add(dev, STATUS_DRIVER);
	err = virtio_negotiate(dev, driver->features);
	if (!err)
		err = irq_register(dev->irq, driver->name, virtio_interrupt, slot);
	if (!err)
		err = driver->probe(dev);
	if (err) {
		kprintf(LOG_ERR, "virtio: %s in slot %u: error %d\n", driver->name, dev->slot, -err);
		virtio_status_add(dev, STATUS_FAILED);
	}
	return err;
}

int virtio_register_driver(const struct virtio_driver *driver)
{
	int probed = 0;

	for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
		struct virtio_slot *slot;
		volatile void *regs;
		uint64_t phys;
		unsigned irq;

		if (platform_virtio_slot(i, &phys, &irq) != 0)
			break;
		regs = mmio_map(phys, VIRTIO_CONFIG);
		if (mmio_read32(regs, VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE ||
		    mmio_read32(regs, VIRTIO_VERSION) != 2 ||
		    mmio_read32(regs, VIRTIO_DEVICE_ID) != driver->id)
			continue;
		/* Kept for good, even if the probe fails: its interrupt handler is
		 * installed by then. */
		slot = kzalloc(sizeof(*slot));
		if (!slot)
			return probed;
		slot->dev = (struct virtio_device){
			.regs = regs, .irq = irq, .id = driver->id, .slot = i };
		if (virtio_probe(driver, slot) == 0)
			probed++;
	}
	return probed;
}

/* ---- configuration space (4.2.2.2) ------------------------------------- */

uint8_t virtio_config8(struct virtio_device *dev, unsigned offset)
{
	return mmio_read8(dev->regs, VIRTIO_CONFIG + offset);
}

uint64_t virtio_config64(struct virtio_device *dev, unsigned offset)
{
	uint32_t before, low, high;

	/* Two reads: the generation says whether they belong together.  A device
	 * that never stops changing it gets a torn value after some tries. */
	for (unsigned tries = 0; tries < 16; tries++) {
		before = mmio_read32(dev->regs, VIRTIO_CONFIG_GENERATION);
		low = mmio_read32(dev->regs, VIRTIO_CONFIG + offset);
		high = mmio_read32(dev->regs, VIRTIO_CONFIG + offset + 4);
		if (mmio_read32(dev->regs, VIRTIO_CONFIG_GENERATION) == before)
			break;
	}
	return (uint64_t)high << 32 | low;
}

/* ---- queues (2.6, 4.2.3.2) --------------------------------------------- */

static void virtio_write_address(struct virtio_device *dev, unsigned reg, const void *p)
{
	uint64_t phys = virt_to_phys(p);

	mmio_write32(dev->regs, reg, (uint32_t)phys);
	mmio_write32(dev->regs, reg + 4, (uint32_t)(phys >> 32));
}

static void virtq_publish(struct virtqueue *q)
{
	volatile void *regs = q->dev->regs;

	mmio_write32(regs, VIRTIO_QUEUE_NUM, q->size);
	virtio_write_address(q->dev, VIRTIO_QUEUE_DESC, q->desc);
	virtio_write_address(q->dev, VIRTIO_QUEUE_DRIVER, q->avail);
	virtio_write_address(q->dev, VIRTIO_QUEUE_DEVICE, (const void *)q->used);
	dma_wmb();
	mmio_write32(regs, VIRTIO_QUEUE_READY, 1);
}

struct virtqueue *virtq_create(struct virtio_device *dev, unsigned index, unsigned size,
			       void (*used)(struct virtqueue *q, void *arg), void *arg)
{
	struct virtio_slot *slot = container_of(dev, struct virtio_slot, dev);
	struct virtqueue *q;
	uint32_t size_max;
	char *rings;

	if (index >= VIRTIO_QUEUES || !size || (size & (size - 1)) || size > VIRTQ_SIZE_MAX)
		return NULL;
	mmio_write32(dev->regs, VIRTIO_QUEUE_SEL, index);
	size_max = mmio_read32(dev->regs, VIRTIO_QUEUE_NUM_MAX);
	if (!size_max || mmio_read32(dev->regs, VIRTIO_QUEUE_READY))
		return NULL;
	while (size > size_max)
		size /= 2;

	q = kzalloc(sizeof(*q) + size * sizeof(q->state[0]));
	if (!q)
		return NULL;
	rings = page_alloc(VIRTQ_PAGE_ORDER);
	if (!rings) {
		kfree(q);
		return NULL;
	}
	q->dev = dev;
	q->index = index;
	q->size = size;
	q->used_fn = used;
	q->arg = arg;
	q->desc = (struct virtq_desc *)rings;
	q->avail = (struct virtq_avail *)(rings + size * sizeof(struct virtq_desc));
	q->used = (struct virtq_used *)(rings + ROUND_UP(size * sizeof(struct virtq_desc) +
							 4 + size * 2, 8));
	q->free_count = (uint16_t)size;
	for (unsigned i = 0; i < size; i++)
		q->state[i].next = (uint16_t)(i + 1);
	virtq_publish(q);
	slot->queues[index] = q;
	return q;
}

int virtq_push(struct virtqueue *q, const struct virtq_buf *bufs, unsigned n, void *token)
{
	uint16_t head = q->free_head, at = head;
	uint64_t writable = 0;

	if (!n || n > q->free_count || q->broken)
		return -ENOSPC;
	for (unsigned i = 0; i < n; i++) {
		struct virtq_desc *desc = &q->desc[at];

		desc->addr = virt_to_phys(bufs[i].data);
		desc->len = bufs[i].len;
		desc->flags = (bufs[i].device_writes ? DESC_WRITE : 0) |
			      (i + 1 < n ? DESC_NEXT : 0);
		desc->next = q->state[at].next;
		if (bufs[i].device_writes)
			writable += bufs[i].len;
		if (i + 1 < n)
			at = q->state[at].next;
	}
	q->free_head = q->state[at].next;
	q->free_count -= n;
	q->state[head].token = token;
	q->state[head].writable = writable;
	q->state[head].count = (uint16_t)n;

	q->avail->ring[q->avail_idx % q->size] = head;
	q->avail_idx++;
	dma_wmb();
	WRITE_ONCE(q->avail->idx, q->avail_idx);
	return 0;
}

void virtq_kick(struct virtqueue *q)
{
	/* The new index must be visible before the flag is read: else both sides
	 * could wait for each other (2.6.7). */
	dma_mb();
	if (!(q->used->flags & USED_NO_NOTIFY))
		mmio_write32(q->dev->regs, VIRTIO_QUEUE_NOTIFY, q->index);
}

static void virtq_free_chain(struct virtqueue *q, uint16_t head)
{
	uint16_t last = head;

	for (unsigned i = 1; i < q->state[head].count; i++)
		last = q->state[last].next;
	q->state[last].next = q->free_head;
	q->free_head = head;
	q->free_count += q->state[head].count;
	q->state[head].token = NULL;
}

void *virtq_pop(struct virtqueue *q, uint32_t *written)
{
	uint16_t pending;
	uint32_t id, len;
	void *token;

	if (q->broken)
		return NULL;
	pending = (uint16_t)(q->used->idx - q->used_seen);
	if (!pending)
		return NULL;
	dma_rmb();
	id = q->used->ring[q->used_seen % q->size].id;
	len = q->used->ring[q->used_seen % q->size].len;
	/* More used than there are chains, or a chain that was not given. */
	if (pending > q->size || id >= q->size || !q->state[id].token) {
		q->broken = true;
		return NULL;
	}
	token = q->state[id].token;
	*written = len < q->state[id].writable ? len : (uint32_t)q->state[id].writable;
	virtq_free_chain(q, (uint16_t)id);
	q->used_seen++;
	return token;
}

unsigned virtq_free_count(const struct virtqueue *q)
{
	return q->free_count;
}

void virtq_want_interrupt(struct virtqueue *q, bool want)
{
	WRITE_ONCE(q->avail->flags, want ? 0 : AVAIL_NO_INTERRUPT);
	/* The device must see it before the caller looks at the ring (2.6.7). */
	dma_mb();
}

bool virtq_broken(const struct virtqueue *q)
{
	return q->broken;
}
