/* SPDX-License-Identifier: MIT
 *
 * map.h: the kernel half of the address space.
 */
#ifndef KERNEL_MM_MAP_H
#define KERNEL_MM_MAP_H

#include <kernel/base.h>

/* On the first CPU: all RAM at KERNEL_OFFSET, each kernel section with its own
 * permissions.  Panics when it does not fit. */
void map_init(uint64_t ram_phys, uint64_t ram_len);

/* On each CPU: from the boot tables to these, and the lower half empty. */
void map_use(void);

/* TTBR0 of a lower half with nothing in it. */
uint64_t map_empty(void);

#endif
