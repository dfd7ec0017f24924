/* SPDX-License-Identifier: MIT
 *
 * random.h: random bytes, from a generator seeded and reseeded by the virtio
 * entropy device.
 */
#ifndef KERNEL_RANDOM_H
#define KERNEL_RANDOM_H

#include <kernel/base.h>

/* Any thread; does not sleep once random_init has run. */
void random_bytes(void *buf, size_t len);

#endif
