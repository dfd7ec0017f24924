/* SPDX-License-Identifier: MIT
 *
 * mmio.h: device registers and memory barriers.
 */
#ifndef KERNEL_MMIO_H
#define KERNEL_MMIO_H

#include <kernel/base.h>

/* The kernel's address of a device's registers. */
volatile void *mmio_map(uint64_t phys, size_t len);

static inline uint8_t mmio_read8(volatile void *base, unsigned offset) { return *(volatile uint8_t *)((volatile char *)base + offset); }
static inline uint32_t mmio_read32(volatile void *base, unsigned offset) { return *(volatile uint32_t *)((volatile char *)base + offset); }
static inline void mmio_write8(volatile void *base, unsigned offset, uint8_t v) { *(volatile uint8_t *)((volatile char *)base + offset) = v; }
static inline void mmio_write64(volatile void *base, unsigned offset, uint64_t v) { *(volatile uint64_t *)((volatile char *)base + offset) = v; }
static inline void mmio_write32(volatile void *base, unsigned offset, uint32_t v) { *(volatile uint32_t *)((volatile char *)base + offset) = v; }

/* Memory shared with a device: orders stores before stores, loads before loads,
 * everything. */
#define dma_wmb() __asm__ volatile("dmb oshst" ::: "memory")
#define dma_rmb() __asm__ volatile("dmb oshld" ::: "memory")
#define dma_mb()  __asm__ volatile("dmb osh" ::: "memory")

#endif
