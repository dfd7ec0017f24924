/* SPDX-License-Identifier: MIT
 *
 * chacha.c: the ChaCha20 block function, after RFC 8439, 2.1 to 2.3.
 */
#include "chacha.h"

#include <kernel/string.h>

static uint32_t rotate_left(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static void quarter_round(uint32_t *s, unsigned a, unsigned b, unsigned c, unsigned d)
{
	s[a] += s[b]; s[d] = rotate_left(s[d] ^ s[a], 16);
	s[c] += s[d]; s[b] = rotate_left(s[b] ^ s[c], 12);
	s[a] += s[b]; s[d] = rotate_left(s[d] ^ s[a], 8);
	s[c] += s[d]; s[b] = rotate_left(s[b] ^ s[c], 7);
}

static uint32_t load_le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void store_le32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

void chacha20_block(const uint8_t key[CHACHA_KEY_BYTES], uint32_t counter,
		    uint8_t out[CHACHA_BLOCK_BYTES])
{
	uint32_t start[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	uint32_t s[16];

	for (unsigned i = 0; i < 8; i++)
		start[4 + i] = load_le32(key + 4 * i);
	start[12] = counter;
	memcpy(s, start, sizeof(s));
	for (unsigned i = 0; i < 10; i++) {
		quarter_round(s, 0, 4, 8, 12);
		quarter_round(s, 1, 5, 9, 13);
		quarter_round(s, 2, 6, 10, 14);
		quarter_round(s, 3, 7, 11, 15);
		quarter_round(s, 0, 5, 10, 15);
		quarter_round(s, 1, 6, 11, 12);
		quarter_round(s, 2, 7, 8, 13);
		quarter_round(s, 3, 4, 9, 14);
	}
	for (unsigned i = 0; i < 16; i++)
		store_le32(out + 4 * i, s[i] + start[i]);
}
