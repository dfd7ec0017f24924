/* SPDX-License-Identifier: MIT
 *
 * platform.h: what the kernel itself reads from the device tree, once, at boot.
 * Constant afterwards, so that everyone reads it without a lock.
 */
#ifndef KERNEL_DEV_PLATFORM_H
#define KERNEL_DEV_PLATFORM_H

#include <kernel/base.h>
#include "kernel/sched/cpu.h"

#define MAX_VIRTIO_SLOTS 32
#define MAX_GIC_REGIONS 4

struct platform {
	uint64_t tree_phys, tree_len;
	uint64_t ram_phys, ram_len;
	char command_line[512];
	unsigned cpu_count;
	uint64_t cpu_mpidr[MAX_CPUS];
	uint64_t uart_phys, rtc_phys;           /* rtc_phys 0: none */
	unsigned uart_irq, rtc_irq;             /* 0: none */
	unsigned gic_version;                   /* 2, 3, or 0: another one */
	uint64_t gic_distributor_phys;
	uint64_t gic_cpu_phys;                  /* version 2 */
	unsigned gic_regions;                   /* version 3: of redistributors */
	struct { uint64_t phys, len; } gic_region[MAX_GIC_REGIONS];
	uint64_t gpio_phys;                     /* 0: no power button */
	unsigned gpio_irq, power_line;
	unsigned virtio_slots;
	struct { uint64_t phys; unsigned irq; } virtio[MAX_VIRTIO_SLOTS];
};
extern struct platform platform;

/* Fills `platform` from the tree at `phys`. Panics if the tree is unusable. */
void platform_read(uint64_t phys);

#endif
