/* SPDX-License-Identifier: MIT
 *
 * platform.h: where devices are, as the device tree says.
 */
#ifndef KERNEL_PLATFORM_H
#define KERNEL_PLATFORM_H

#include <kernel/base.h>

/* The i-th virtio-mmio transport, in address order: its registers and interrupt
 * (a GIC id).  0, -ENODEV past the last one.  Constant after boot. */
int platform_virtio_slot(unsigned i, uint64_t *phys, unsigned *irq) __must_check;

#endif
