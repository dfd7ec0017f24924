/* SPDX-License-Identifier: MIT
 *
 * rng.c: random bytes.  A virtio entropy device (Virtual I/O Device (VIRTIO)
 * Version 1.1, 5.4) seeds a ChaCha20 generator with fast key erasure
 * (D. J. Bernstein, "Fast-key-erasure random-number generators", 2017): each
 * call takes one block under the lock, half of which replaces the key at once,
 * so that a later leak of the state tells nothing about earlier output.  The
 * other half is the key of this call's own stream, made without the lock.
 *
 * A new seed is asked for after RESEED_BYTES or RESEED_NS, and the completion
 * interrupt mixes it in; nobody waits for it.  A device that gives less than a
 * seed, or nothing, is asked again a bounded number of times.
 *
 * random_lock guards the generator and the device's queue.  It is held for at
 * most one block (microseconds), and masks interrupts because the completion
 * handler needs it and any context may want random bytes.
 */
#include <kernel/errno.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/random.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include <kernel/virtio.h>
#include <kernel/wait.h>

#include "chacha.h"

enum { SEED_BYTES = CHACHA_KEY_BYTES, EMPTY_REPLIES_MAX = 16 };
#define RESEED_BYTES (1ull << 20)
#define RESEED_NS (300 * NSEC_PER_SEC)

static DEFINE_IRQ_SPINLOCK(random_lock, no_irq);

static struct {
	uint8_t key[CHACHA_KEY_BYTES];
	uint64_t bytes_since_seed;
	uint64_t seeded_at_ns;

	struct virtqueue *queue;        /* NULL: no device */
	bool asked;             /* a request is with the device */
	unsigned empty_replies; /* in a row */
	size_t have;            /* of the seed being collected */
	uint8_t seed[SEED_BYTES];
} generator HF_GUARDED_BY(random_lock);

/* Written under random_lock, read without; neither is ever false again. */
static bool seeded;
static bool rng_failed;         /* the device gave nothing, or broke the protocol */

static struct wait_queue seed_wait;

static void wipe(void *p, size_t len)
{
	memset(p, 0, len);
	/* Whoever looks at memory is not seen by the compiler. */
	__asm__ volatile("" :: "r"(p) : "memory");
}

/* Asks the device for what the seed still lacks.  True: kick the queue once the
 * lock is dropped. */
static bool seed_ask_locked(void) HF_REQUIRES(random_lock);

static bool seed_ask_locked(void)
{
	struct virtq_buf buf = {
		.data = generator.seed + generator.have,
		.len = (uint32_t)(SEED_BYTES - generator.have),
		.device_writes = true,
	};

	if (!generator.queue || generator.asked || rng_failed)
		return false;
	if (virtq_push(generator.queue, &buf, 1, &generator) != 0) {
		WRITE_ONCE(rng_failed, true);
		return false;
	}
	generator.asked = true;
	return true;
}

static void seed_mix_locked(void) HF_REQUIRES(random_lock);

static void seed_mix_locked(void)
{
	uint8_t block[CHACHA_BLOCK_BYTES];

	for (unsigned i = 0; i < SEED_BYTES; i++)
		generator.key[i] ^= generator.seed[i];
	chacha20_block(generator.key, 0, block);
	memcpy(generator.key, block, sizeof(generator.key));
	wipe(block, sizeof(block));
	wipe(generator.seed, sizeof(generator.seed));
	generator.have = 0;
	generator.bytes_since_seed = 0;
	generator.seeded_at_ns = clock_ns();
	WRITE_ONCE(seeded, true);
}

/* Takes what the device gave; true: kick for the rest. */
static bool seed_take_locked(uint32_t written) HF_REQUIRES(random_lock);

static bool seed_take_locked(uint32_t written)
{
	generator.asked = false;
	generator.have += written;
	generator.empty_replies = written ? 0 : generator.empty_replies + 1;
	if (generator.have == SEED_BYTES) {
		seed_mix_locked();
		return false;
	}
	if (generator.empty_replies == EMPTY_REPLIES_MAX) {
		WRITE_ONCE(rng_failed, true);
		return false;
	}
	return seed_ask_locked();
}

static void rng_used(struct virtqueue *q, void *arg)
{
	uint32_t written;
	bool kick = false;

	(void)arg;
	irq_spin_lock(&random_lock);
	if (virtq_pop(q, &written))
		kick = seed_take_locked(written);
	else if (virtq_broken(q))
		WRITE_ONCE(rng_failed, true);
	irq_spin_unlock(&random_lock);
	if (kick)
		virtq_kick(q);
	wake_all(&seed_wait);
}

static int rng_probe(struct virtio_device *dev)
{
	static bool probed;
	struct virtqueue *q;
	bool kick;

	if (probed)
		return -EBUSY;          /* one source is enough */
	q = virtq_create(dev, 0, 2, rng_used, NULL);
	if (!q)
		return -ENOMEM;
	virtio_ready(dev);
	probed = true;
	irq_spin_lock(&random_lock);
	generator.queue = q;
	kick = seed_ask_locked();
	irq_spin_unlock(&random_lock);
	if (kick)
		virtq_kick(q);
	return 0;
}

static const struct virtio_driver rng_driver = {
	.name = "virtio-rng",
	.id = VIRTIO_ID_RNG,
	.probe = rng_probe,
};

int random_init(void)
{
	wait_queue_init(&seed_wait);
	if (virtio_register_driver(&rng_driver) == 0)
		return -ENODEV;
	wait_event(&seed_wait, READ_ONCE(seeded) || READ_ONCE(rng_failed));
	if (!READ_ONCE(seeded))
		return -EIO;
	kprintf(LOG_INFO, "random: seeded by virtio-rng\n");
	return 0;
}

void random_bytes(void *buf, size_t len)
{
	uint8_t block[CHACHA_BLOCK_BYTES], key[CHACHA_KEY_BYTES];
	struct virtqueue *queue = NULL;
	uint8_t *to = buf;

	KASSERT(READ_ONCE(seeded));
	irq_spin_lock(&random_lock);
	chacha20_block(generator.key, 0, block);
	memcpy(generator.key, block, sizeof(generator.key));
	generator.bytes_since_seed += len;
	if ((generator.bytes_since_seed >= RESEED_BYTES ||
	     clock_ns() - generator.seeded_at_ns >= RESEED_NS) && seed_ask_locked())
		queue = generator.queue;
	irq_spin_unlock(&random_lock);
	if (queue)
		virtq_kick(queue);

	memcpy(key, block + CHACHA_KEY_BYTES, sizeof(key));
	for (uint32_t counter = 0; len; counter++) {
		size_t n = len < sizeof(block) ? len : sizeof(block);

		chacha20_block(key, counter, block);
		memcpy(to, block, n);
		to += n;
		len -= n;
	}
	wipe(key, sizeof(key));
	wipe(block, sizeof(block));
}
