/* SPDX-License-Identifier: MIT
 *
 * page.h: the page allocator, inside kernel/.
 */
#ifndef KERNEL_MM_PAGE_H
#define KERNEL_MM_PAGE_H

#include <kernel/base.h>
#include <kernel/list.h>

#define PAGE_ORDERS 13          /* blocks of up to 2^12 pages, 16 MiB */

/* What a page is; of a block's pages only the first counts. */
enum page_use {
	PAGE_RESERVED,
	PAGE_FREE,              /* first of a free block of 2^order pages */
	PAGE_BLOCK,             /* first of a block in use */
	PAGE_INSIDE,            /* not the first */
	PAGE_SLAB,              /* cut into objects of 2^order bytes (heap.c) */
};

struct object;

struct page {
	uint8_t use, order;
	/* heap.c, of a PAGE_SLAB */
	uint16_t used;                  /* objects in use */
	struct object *free;
	struct list link;
};

/* All RAM but the kernel image and [keep, keep + keep_len). */
void page_init(uint64_t ram_phys, uint64_t ram_len, uint64_t keep_phys, uint64_t keep_len);

/* As page_alloc, with whatever was in the pages before. */
void *page_take(unsigned order);
struct page *page_of(const void *p);
void *page_address(const struct page *page);

#endif
