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
	PAGE_SLAB,              /* first of a block cut into objects (cache.c) */
	PAGE_SLAB_REST,         /* not the first of one; its order is the block's */
};

struct kmem_cache;

struct page {
	uint8_t use, order;
	/* cache.c, of a PAGE_SLAB */
	uint16_t used;                  /* objects in use */
	uint16_t free;                  /* number of the first that is not */
	uint32_t sharers;               /* share.c, of a PAGE_BLOCK: owners beside the first; atomic */
	struct kmem_cache *cache;
	struct list link;
};

/* All RAM but the kernel image and [keep, keep + keep_len). */
void page_init(uint64_t ram_phys, uint64_t ram_len, uint64_t keep_phys, uint64_t keep_len);

/* As page_alloc, with whatever was in the pages before. */
void *page_take(unsigned order) HF_EFFECT(allocates);
/* A block in use becomes a slab, or a plain block again. */
void page_mark_slab(struct page *first, unsigned order, bool slab);
/* memory.c: frees what the other allocators keep.  True: that was something. */
bool memory_reclaim(void) HF_EFFECT(allocates);
struct page *page_of(const void *p);

/* share.c: one page with several owners, each of which gives it back with page_unshare. */
void page_share(void *p);
bool page_is_shared(const void *p);
/* True: others still have it.  False: this was the last one, and it has been freed. */
bool page_unshare(void *p);

void *page_address(const struct page *page);

#endif
