/* SPDX-License-Identifier: MIT
 *
 * pagetable.h: translation tables of an address space (Arm ARM DDI 0487, D8; 4 KiB
 * granule).  The caller excludes others on the same tables.
 */
#ifndef KERNEL_PROC_PAGETABLE_H
#define KERNEL_PROC_PAGETABLE_H

#include "vm.h"

/* The entry of the page at `addr`, or NULL where no table is: then *span is the size of
 * the hole's aligned block around addr.  With `create`, missing tables are made,
 * and NULL means that there is no memory. */
uint64_t *pagetable_find(uint64_t *root, user_addr_t addr, bool create, uint64_t *span);

/* An entry for the page at `page` (kernel's own map), and back. */
uint64_t pagetable_entry(void *page, unsigned prot);
void *pagetable_page(uint64_t entry);
unsigned pagetable_prot(uint64_t entry);
bool pagetable_present(uint64_t entry);

/* The first page at or after *addr, which moves there: its entry; NULL: no more. */
uint64_t *pagetable_next(uint64_t *root, user_addr_t *addr);

/* Frees every page and every table. */
void pagetable_free(uint64_t *root);

/* After entries were filled in: the walker sees them. */
void pagetable_publish(void);
/* After an entry was cleared or changed: no CPU uses the old one any more. */
void pagetable_flush_page(uint16_t asid, user_addr_t addr);
void pagetable_flush_all(uint16_t asid);
/* Makes what was written to a page visible to instruction fetches. */
void pagetable_sync_code(void *page);

#endif
