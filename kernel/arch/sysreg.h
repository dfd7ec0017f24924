/* SPDX-License-Identifier: MIT
 *
 * sysreg.h: system registers and the hints.
 */
#ifndef KERNEL_ARCH_SYSREG_H
#define KERNEL_ARCH_SYSREG_H

#include <kernel/base.h>

#define sysreg_read(name)                                                     \
	({                                                                    \
		uint64_t value_;                                              \
		__asm__ volatile("mrs %0, " #name : "=r"(value_) :: "memory"); \
		value_;                                                       \
	})
#define sysreg_write(name, value) \
	__asm__ volatile("msr " #name ", %0" :: "r"((uint64_t)(value)) : "memory")

#define isb() __asm__ volatile("isb" ::: "memory")
#define barrier() __asm__ volatile("" ::: "memory")

/* In a loop that waits for another CPU. */
static inline void cpu_relax(void) { __asm__ volatile("yield" ::: "memory"); }
/* Until an interrupt is pending, masked or not. */
static inline void cpu_wait_for_interrupt(void) { __asm__ volatile("dsb sy\n\twfi" ::: "memory"); }

#define DAIF_IRQ (1ul << 7)
static inline bool daif_irq_masked(void) { return sysreg_read(daif) & DAIF_IRQ; }
static inline void daif_mask_irq(void) { __asm__ volatile("msr daifset, #2" ::: "memory"); }
static inline void daif_open_irq(void) { __asm__ volatile("msr daifclr, #2" ::: "memory"); }

#endif
