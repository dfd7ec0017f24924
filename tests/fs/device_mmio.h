/* SPDX-License-Identifier: MIT
 *
 * device_mmio.h: stands for <kernel/mmio.h> on the host, where registers are memory.
 */
#define KERNEL_MMIO_H
#include <kernel/base.h>

volatile void *mmio_map(uint64_t phys, size_t len);

static inline uint8_t mmio_read8(volatile void *base, unsigned offset) { return *(volatile uint8_t *)((volatile char *)base + offset); }
static inline uint32_t mmio_read32(volatile void *base, unsigned offset) { return *(volatile uint32_t *)((volatile char *)base + offset); }
static inline void mmio_write32(volatile void *base, unsigned offset, uint32_t v) { *(volatile uint32_t *)((volatile char *)base + offset) = v; }

#define dma_wmb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define dma_rmb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define dma_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
