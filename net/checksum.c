/* SPDX-License-Identifier: MIT
 *
 * checksum.c: the Internet checksum's sum (RFC 1071), for lwIP.
 *
 * Adds 32-bit halves of aligned 64-bit words into 64-bit sums, which cannot
 * overflow for any length that lwIP has, and folds once at the end.
 */
#include <arch/cc.h>

static uint16_t fold(uint64_t sum)
{
	sum = (sum & 0xffffffffu) + (sum >> 32);
	sum = (sum & 0xffffffffu) + (sum >> 32);
	sum = (sum & 0xffffu) + (sum >> 16);
	sum = (sum & 0xffffu) + (sum >> 16);
	return (uint16_t)((sum & 0xffffu) + (sum >> 16));
}

uint16_t net_checksum(const void *data, int len)
{
	const uint8_t *p = data;
	const bool odd = (uintptr_t)p & 1;
	uint64_t low = 0, high = 0;
	uint16_t sum;

	/* From an odd address on, every byte counts for the other half of its
	 * 16-bit word; the swap at the end puts that right. */
	if (odd && len > 0) {
		low += (uint64_t)*p++ << 8;
		len--;
	}
	for (; ((uintptr_t)p & 7) && len >= 2; p += 2, len -= 2)
		low += *(const uint16_t *)p;
	for (; len >= 32; p += 32, len -= 32) {
		const uint64_t *w = (const uint64_t *)p;

		low += (uint32_t)w[0];
		high += w[0] >> 32;
		low += (uint32_t)w[1];
		high += w[1] >> 32;
		low += (uint32_t)w[2];
		high += w[2] >> 32;
		low += (uint32_t)w[3];
		high += w[3] >> 32;
	}
	for (; len >= 2; p += 2, len -= 2)
		low += *(const uint16_t *)p;
	if (len > 0)
		low += *p;

	sum = fold(low + high);
	return odd ? (uint16_t)(sum << 8 | sum >> 8) : sum;
}
