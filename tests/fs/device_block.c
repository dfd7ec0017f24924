/* SPDX-License-Identifier: MIT
 *
 * device_block.c: the block driver before a device that does well, and before ones that
 * do not.
 */
#include <string.h>

#include <kernel/block.h>
#include <kernel/errno.h>
#include <kernel/virtio.h>

#include "device.h"
#include "../../fs/vblk.h"

enum { SECTORS = 1000, LEN = 4096, MANY = 100, PENDING = 1 };

static uint8_t data[MANY][LEN];
static struct block_request reqs[MANY];
static unsigned done_count;
static char name[] = "vd`";             /* the letter before a */

static void done(struct block_request *req)
{
	(void)req;
	done_count++;
}

static struct block_device *start(uint32_t features)
{
	device_reset(VIRTIO_ID_BLOCK, features, 256);
	device_config(0, SECTORS);
	device_config(8, 1024);         /* size_max */
	device_config(12, 4);           /* seg_max */
	name[2]++;
	done_count = 0;
	memset(data, 0xee, sizeof(data));
	return vblk_init() == 1 ? block_find(name) : NULL;
}

static int submit(struct block_device *dev, unsigned i)
{
	reqs[i] = (struct block_request){
		.sector = i * 8, .data = data[i], .len_bytes = LEN, .status = PENDING,
		.done = done };
	return block_submit(dev, &reqs[i]);
}

/* What a device does with a read. */
static void answer(const struct device_chain *c, uint8_t status)
{
	uint64_t sector;
	uint32_t len = 0;

	memcpy(&sector, c->part[0].data + 8, sizeof(sector));
	for (unsigned i = 1; i < c->n - 1; i++) {
		memset(c->part[i].data, (int)sector, c->part[i].len);
		len += c->part[i].len;
	}
	c->part[c->n - 1].data[0] = status;
	device_use(c->head, len + 1);
}

static void test_one(void)
{
	struct block_device *dev = start(1);
	struct device_chain c;

	EXPECT("block: a read", dev && dev->sector_count == SECTORS);
	EXPECT("block: a read", submit(dev, 3) == 0 && done_count == 0);
	EXPECT("block: a read", device_next(&c) && c.n == 3 && !c.part[0].writable &&
	       c.part[1].writable && c.part[1].len == LEN && c.part[2].len == 1);
	answer(&c, 0);
	device_interrupt();
	EXPECT("block: a read", done_count == 1 && reqs[3].status == 0 && data[3][LEN - 1] == 24);
}

static void test_errors(void)
{
	struct block_device *dev = start(1);
	struct device_chain c;

	submit(dev, 0);
	device_next(&c);
	answer(&c, 1);
	device_interrupt();
	EXPECT("block: the device reports an error", reqs[0].status == -EIO);
	submit(dev, 0);
	device_next(&c);
	device_use(c.head, LEN + 1);
	device_interrupt();
	EXPECT("block: no status written", reqs[0].status == -EIO);
	submit(dev, 0);
	device_next(&c);
	c.part[2].data[0] = 0;
	device_use(c.head, LEN);
	device_interrupt();
	EXPECT("block: less written than asked for", reqs[0].status == -EIO);
	submit(dev, 0);
	device_next(&c);
	c.part[2].data[0] = 0;
	device_use(c.head, 0xffffffff);
	device_interrupt();
	EXPECT("block: a length beyond the buffers is cut", reqs[0].status == 0);
}

static void test_arguments(void)
{
	struct block_device *dev = start(1);
	struct block_request req = { .data = data, .len_bytes = 512, .done = done };

	req.sector = SECTORS;
	EXPECT("block: past the end", block_submit(dev, &req) == -EINVAL);
	req.sector = SECTORS - 1;
	req.len_bytes = 1024;
	EXPECT("block: across the end", block_submit(dev, &req) == -EINVAL);
	req.sector = UINT64_MAX;
	EXPECT("block: a sector that overflows", block_submit(dev, &req) == -EINVAL);
	req.sector = 0;
	req.len_bytes = 511;
	EXPECT("block: half a sector", block_submit(dev, &req) == -EINVAL);
	req.len_bytes = dev->request_max_bytes + 512;
	EXPECT("block: too long", block_submit(dev, &req) == -EINVAL);
	req.sector = SECTORS - 1;
	req.len_bytes = 512;
	EXPECT("block: the last sector", block_submit(dev, &req) == 0);
}

static void test_many(void)
{
	struct block_device *dev = start(1);
	struct device_chain c[MANY];
	unsigned n, rounds = 0;
	bool good = true;

	for (unsigned i = 0; i < MANY; i++)
		good &= submit(dev, i) == 0;
	while (done_count < MANY && rounds++ < MANY) {
		for (n = 0; device_next(&c[n]); n++)
			;
		while (n)               /* the last first */
			answer(&c[--n], 0);
		device_interrupt();
	}
	for (unsigned i = 0; i < MANY; i++)
		good &= reqs[i].status == 0 && data[i][0] == (uint8_t)(i * 8);
	EXPECT("block: more requests than the queue holds", good && rounds > 1);
}

static void test_limits(void)
{
	struct block_device *dev = start(7);
	struct device_chain c;

	EXPECT("block: the device's limits", dev->request_max_bytes == 4096);
	submit(dev, 0);
	EXPECT("block: the device's limits", device_next(&c) && c.n == 6 &&
	       c.part[1].len == 1024 && c.part[4].len == 1024);
	answer(&c, 0);
	device_interrupt();
	EXPECT("block: the device's limits", reqs[0].status == 0 && data[0][LEN - 1] == 0);
}

/* Each breaks the protocol with requests 0 and 1 open, chains c[0] and c[1], and
 * others behind them, some of which wait for room. */
static void break_id(const struct device_chain *c) { (void)c; device_use(256, 1); }
static void break_middle(const struct device_chain *c) { device_use(c[0].head + 1u, 1); }
static void break_index(const struct device_chain *c) { (void)c; device_skip(200); }
static void break_twice(const struct device_chain *c)
{
	answer(&c[0], 0);
	device_use(c[0].head, LEN + 1);
}

static void test_broken(const char *what, void (*act)(const struct device_chain *c),
			unsigned count, int first)
{
	struct block_device *dev = start(1);
	struct device_chain c[2];

	for (unsigned i = 0; i < count; i++)
		submit(dev, i);
	device_next(&c[0]);
	device_next(&c[1]);
	act(c);
	device_interrupt();
	EXPECT(what, done_count == count && reqs[0].status == first);
	EXPECT(what, reqs[1].status == -EIO && reqs[count - 1].status == -EIO);
	EXPECT(what, device_status() == 0);
	EXPECT(what, submit(dev, 0) == -EIO && done_count == count);
	device_interrupt();
	EXPECT(what, done_count == count);
}

void test_block(void)
{
	test_one();
	test_errors();
	test_arguments();
	test_many();
	test_limits();
	test_broken("block: an id beyond the queue", break_id, 50, -EIO);
	test_broken("block: an id inside a chain", break_middle, 50, -EIO);
	test_broken("block: an index that jumps", break_index, 50, -EIO);
	/* Few, so that the chain's place is not taken by the next request. */
	test_broken("block: a chain used twice", break_twice, 2, 0);

	device_reset(VIRTIO_ID_BLOCK, 1, 0);
	EXPECT("block: a device without its queue", vblk_init() == 0);
	device_reset(VIRTIO_ID_BLOCK, 0, 256);
	EXPECT("block: a legacy device", vblk_init() == 0);
}
