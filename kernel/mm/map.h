/* SPDX-License-Identifier: MIT
 *
 * map.h: the kernel half of the address space.
 */
#ifndef KERNEL_MM_MAP_H
#define KERNEL_MM_MAP_H

#include <kernel/base.h>

/* On the first CPU: all RAM at KERNEL_OFFSET, each kernel section with its own
 * permissions.  Returns how much of it is mapped; panics when it does not fit. */
uint64_t map_init(uint64_t ram_phys, uint64_t ram_len);

/* On the first CPU: from the boot tables to these, and the lower half empty.  The others
 * load the roots as they start (head.S). */
void map_use(void);
extern struct map_roots {
	uint64_t ttbr1, ttbr0;
} map_roots;

/* The stacks' GiB: its table of 2 MiB entries, for stack.c alone; what an entry that leads
 * to a table or maps a page of data looks like, and where it leads. */
extern uint64_t *map_stacks_l2;
uint64_t map_table_entry(const void *t);
uint64_t map_data_entry(const void *page);
void *map_entry_target(uint64_t entry);
/* No CPU translates by entries of the kernel half that were removed before this call. */
void map_flush(void);

/* TTBR0 of a lower half with nothing in it. */
uint64_t map_empty(void);

#endif
