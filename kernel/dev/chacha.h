/* SPDX-License-Identifier: MIT
 *
 * chacha.h: the ChaCha20 block function (RFC 8439, 2.3).
 */
#ifndef KERNEL_DEV_CHACHA_H
#define KERNEL_DEV_CHACHA_H

#include <kernel/base.h>

enum { CHACHA_KEY_BYTES = 32, CHACHA_BLOCK_BYTES = 64 };

/* One block of key stream with a zero nonce.  Any context; takes some
 * microseconds. */
void chacha20_block(const uint8_t key[CHACHA_KEY_BYTES], uint32_t counter,
		    uint8_t out[CHACHA_BLOCK_BYTES]);

#endif
