/* SPDX-License-Identifier: MIT
 *
 * pagetable.h: translation tables of an address space (Arm ARM DDI 0487, D8; 4 KiB
 * granule).  The caller excludes others on the same tables.
 *
 * An entry is empty (0), reserved (there is a page to be, zeroed when it is first touched), or
 * present.  Beside what the hardware knows, a present entry says:
 *
 *   PTE_COPY      the page may have other owners: a write gets a copy of it
 *   PTE_PROMISED  a page is kept back for that copy (promise.h)
 *   PTE_SHARED    a write is meant for all owners
 *   PTE_FROM_FILE it did not begin as zeroes
 */
#ifndef KERNEL_PROC_PAGETABLE_H
#define KERNEL_PROC_PAGETABLE_H

#include "vm.h"

/* Bits that the hardware leaves to software. */
#define PTE_COPY      (1ull << 55)
#define PTE_PROMISED  (1ull << 56)
#define PTE_SHARED    (1ull << 57)
#define PTE_FROM_FILE (1ull << 58)
#define PTE_OWN_BITS  (PTE_COPY | PTE_PROMISED | PTE_SHARED | PTE_FROM_FILE)

/* The entry of the page at `addr`, or NULL where no table is.  With `create`, missing tables
 * are made, and NULL means that there is no memory. */
uint64_t *pagetable_find(uint64_t *root, user_addr_t addr, bool create);

/* An entry for the page at `page` (kernel's own map), with PTE_... bits, and back.  With
 * PTE_COPY the hardware lets nobody write. */
uint64_t pagetable_entry(void *page, unsigned prot, uint64_t bits);
void *pagetable_page(uint64_t entry);
bool pagetable_present(uint64_t entry);

/* With PTE_FROM_FILE or without. */
uint64_t pagetable_reserved_entry(unsigned prot, uint64_t bits);
bool pagetable_reserved(uint64_t entry);

/* What the program may do, of either kind. */
unsigned pagetable_prot(uint64_t entry);

/* A present entry that the hardware does not see any more and that still names its page. */
uint64_t pagetable_hidden_entry(uint64_t entry);
bool pagetable_hidden(uint64_t entry);

/* The first entry that is not empty from *addr on, which moves there, and before `end`; NULL: none. */
uint64_t *pagetable_next(uint64_t *root, user_addr_t *addr, user_addr_t end);

/* Calls `leave` for every entry that is not empty, and frees the tables. */
void pagetable_free(uint64_t *root, void (*leave)(uint64_t entry) HF_CALLED_IN(in_thread));

/* After entries were filled in: the walker sees them.  After one was cleared or changed:
 * address_space_flush. */
void pagetable_publish(void);
/* Makes what was written to pages visible to instruction fetches: each page is cleaned, and then
 * all at once are seen. */
void pagetable_clean_code(void *page);
void pagetable_sync_code(void);

#endif
