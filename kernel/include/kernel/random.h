/* SPDX-License-Identifier: MIT
 *
 * random.h: random bytes, from a generator seeded and reseeded by the virtio
 * entropy device.
 */
#ifndef KERNEL_RANDOM_H
#define KERNEL_RANDOM_H

#include <kernel/base.h>

/* Finds the entropy device and waits for the first seed.  Once, at boot.
 * 0, -ENODEV, -EIO. */
int random_init(void) HF_MAY_BLOCK;

/* Any context, after random_init; never sleeps. */
void random_bytes(void *buf, size_t len);

#endif
