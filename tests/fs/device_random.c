/* SPDX-License-Identifier: MIT
 *
 * device_random.c: the random generator: ChaCha20 by its RFC, seeds that come in
 * pieces or not at all.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kernel/errno.h>
#include <kernel/random.h>
#include <kernel/virtio.h>

#include "device.h"
#include "../../kernel/dev/chacha.h"

static const uint32_t *plan;            /* how many bytes each answer gives */
static unsigned answers;

static void answer(void)
{
	struct device_chain c;

	if (!device_next(&c))
		abort();                /* would sleep for ever */
	memset(c.part[0].data, 0xa0 + (int)answers, plan[answers]);
	device_use(c.head, plan[answers++]);
	device_interrupt();
}

static void answer_badly(void)
{
	device_use(99, 1);
	device_interrupt();
}

static int init_with(const uint32_t *sizes, void (*asleep)(void))
{
	device_reset(VIRTIO_ID_RNG, 1, 8);
	plan = sizes;
	answers = 0;
	device_while_asleep = asleep;
	return random_init();
}

/* random_init is called once in a life: others in a process of their own. */
static int init_apart(const uint32_t *sizes, void (*asleep)(void))
{
	int status;

	if (fork() == 0)
		_exit(-init_with(sizes, asleep));
	wait(&status);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : 1;
}

/* RFC 8439, A.1, test vectors 1 to 3: the first bytes of each. */
static void test_chacha(void)
{
	static const struct { uint8_t last; uint32_t counter; uint8_t out[8]; } vectors[] = {
		{ 0, 0, { 0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90 } },
		{ 0, 1, { 0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a } },
		{ 1, 1, { 0x3a, 0xeb, 0x52, 0x24, 0xec, 0xf8, 0x49, 0x92 } },
	};

	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		uint8_t key[CHACHA_KEY_BYTES] = { 0 }, out[CHACHA_BLOCK_BYTES];

		key[CHACHA_KEY_BYTES - 1] = vectors[i].last;
		chacha20_block(key, vectors[i].counter, out);
		EXPECT("random: ChaCha20, RFC 8439 A.1", memcmp(out, vectors[i].out, 8) == 0);
	}
}

static void test_output(void)
{
	static uint8_t a[300], b[300], large[1 << 20];
	static const uint8_t zero[16];
	struct device_chain c;

	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	EXPECT("random: no output twice", memcmp(a, b, 16) != 0 &&
	       memcmp(a, a + 64, 16) != 0 && memcmp(a + 280, zero, 16) != 0);
	memset(a, 0, sizeof(a));
	random_bytes(a, 5);
	EXPECT("random: only as much as asked for", a[5] == 0 && a[6] == 0);

	EXPECT("random: asks for a new seed after 1 MiB", !device_next(&c));
	random_bytes(large, sizeof(large));
	EXPECT("random: asks for a new seed after 1 MiB", device_next(&c) && c.part[0].len == 32);
	random_bytes(large, sizeof(large));
	EXPECT("random: asks once", !device_next(&c));
	memset(c.part[0].data, 7, 32);
	device_use(c.head, 32);
	device_interrupt();
	random_bytes(a, sizeof(a));
	EXPECT("random: after the new seed", !device_next(&c) && memcmp(a, b, 16) != 0);
}

void test_random(void)
{
	static const uint32_t pieces[] = { 0, 5, 0, 0, 20, 7 }, nothing[64];

	test_chacha();
	EXPECT("random: a device that gives nothing", init_apart(nothing, answer) == -EIO);
	EXPECT("random: a device that breaks the protocol",
	       init_apart(nothing, answer_badly) == -EIO);
	EXPECT("random: a seed in pieces", init_with(pieces, answer) == 0 && answers == 6);
	test_output();
	device_reset(VIRTIO_ID_BLOCK, 1, 8);
	EXPECT("random: no device", random_init() == -ENODEV);
}
