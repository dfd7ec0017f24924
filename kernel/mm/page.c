/* SPDX-License-Identifier: MIT
 *
 * page.c: buddy allocator.  Free blocks of 2^order pages stand on one list per
 * order, linked through their first pages' entries: memory that nobody has asked for is
 * not touched.  Freeing merges a block with its buddy as far as that goes.  page_lock
 * guards lists and page table; pages are cleared outside of it.
 */
#include <kernel/heap.h>
#include <kernel/list.h>
#include <kernel/panic.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include "cache.h"
#include "page.h"

static DEFINE_SPINLOCK(page_lock, no_preempt);
static struct list free_blocks[PAGE_ORDERS] HF_GUARDED_BY(page_lock);
static size_t free_pages HF_GUARDED_BY(page_lock);
static struct page *pages;              /* `use` and `order` under page_lock */
static uint64_t base_phys;              /* constants after page_init */
static size_t page_total;
static size_t pages_handed;             /* those of them that are not kept */

extern char _text_start[], _bss_end[], boot_guard[], _end[];

static size_t index_of(const void *p)
{
	return (virt_to_phys(p) - base_phys) / PAGE_SIZE;
}

static void *address_of(size_t index)
{
	return phys_to_virt(base_phys + index * PAGE_SIZE);
}

struct page *page_of(const void *p)
{
	size_t index = index_of(p);

	KASSERT(index < page_total);
	return &pages[index];
}

void *page_address(const struct page *page)
{
	return address_of((size_t)(page - pages));
}

static void give_locked(size_t index, unsigned order) HF_REQUIRES(page_lock);
static void give_locked(size_t index, unsigned order)
{
	free_pages += 1ul << order;
	while (order + 1 < PAGE_ORDERS) {
		size_t buddy = index ^ 1ul << order;

		if (buddy + (1ul << order) > page_total || pages[buddy].use != PAGE_FREE ||
		    pages[buddy].order != order)
			break;
		list_remove(&pages[buddy].link);
		pages[buddy].use = PAGE_INSIDE;
		pages[index].use = PAGE_INSIDE;
		index &= ~(1ul << order);
		order++;
	}
	pages[index] = (struct page){ .use = PAGE_FREE, .order = (uint8_t)order };
	list_add_head(&free_blocks[order], &pages[index].link);
}

static void *take_locked(unsigned order) HF_REQUIRES(page_lock);
static void *take_locked(unsigned order)
{
	unsigned from = order;
	struct page *block;
	size_t index;

	while (from < PAGE_ORDERS && list_empty(&free_blocks[from]))
		from++;
	if (from == PAGE_ORDERS)
		return NULL;
	block = list_first(&free_blocks[from], struct page, link);
	list_remove(&block->link);
	index = (size_t)(block - pages);
	while (from > order) {
		size_t half = index + (1ul << --from);

		pages[half] = (struct page){ .use = PAGE_FREE, .order = (uint8_t)from };
		list_add_head(&free_blocks[from], &pages[half].link);
	}
	pages[index] = (struct page){ .use = PAGE_BLOCK, .order = (uint8_t)order };
	free_pages -= 1ul << order;
	return address_of(index);
}

static void *take(unsigned order)
{
	void *p;

	spin_lock(&page_lock);
	p = take_locked(order);
	spin_unlock(&page_lock);
	return p;
}

void *page_take(unsigned order)
{
	void *p;

	memory_check_context();
	if (order >= PAGE_ORDERS)
		return NULL;
	p = take(order);
	if (!p && memory_reclaim())
		p = take(order);
	return p;
}

void *page_alloc(unsigned order)
{
	void *p = page_take(order);

	if (p)
		memset(p, 0, PAGE_SIZE << order);
	return p;
}

void page_free(void *p, unsigned order)
{
	struct page *page = page_of(p);

	memory_check_context();
	spin_lock(&page_lock);
	if (page->use != PAGE_BLOCK || page->order != order)
		panic("page_free: %p is not a block of order %u in use", p, order);
	give_locked(index_of(p), order);
	spin_unlock(&page_lock);
}

size_t page_count_free(void)
{
	return READ_ONCE(free_pages);
}

size_t page_count_all(void)
{
	return pages_handed;
}

void page_mark_slab(struct page *first, unsigned order, bool slab)
{
	spin_lock(&page_lock);
	first->use = slab ? PAGE_SLAB : PAGE_BLOCK;
	for (unsigned i = 1; i < 1u << order; i++)
		first[i] = (struct page){ .use = slab ? PAGE_SLAB_REST : PAGE_INSIDE,
					  .order = (uint8_t)order };
	spin_unlock(&page_lock);
}

struct range {
	uint64_t start, len;
};

static bool overlaps(uint64_t phys, uint64_t len, const struct range *r)
{
	return phys + len > r->start && phys < r->start + r->len;
}

/* May this block be handed out? */
static bool block_is_free(uint64_t phys, uint64_t len, const struct range *keep, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (overlaps(phys, len, &keep[i]))
			return false;
	return true;
}

void page_init(uint64_t ram_phys, uint64_t ram_len, uint64_t keep_phys, uint64_t keep_len)
{
	/* The image, but for the gap that aligns the boot stack; and what the caller keeps. */
	const struct range keep[] = {
		{ virt_to_phys(_text_start), (uint64_t)(_bss_end - _text_start) },
		{ virt_to_phys(boot_guard), (uint64_t)(_end - boot_guard) },
		{ keep_phys, keep_len },
	};
	uint64_t table_len;
	unsigned order;

	base_phys = ram_phys;
	page_total = ram_len / PAGE_SIZE;
	table_len = page_total * sizeof(*pages);
	/* The table goes to the end of RAM, far from the image and the device tree. */
	pages = phys_to_virt((ram_phys + ram_len - table_len) / PAGE_SIZE * PAGE_SIZE);
	memset(pages, 0, table_len);
	for (unsigned i = 0; i < PAGE_ORDERS; i++)
		list_init(&free_blocks[i]);

	for (size_t i = 0; address_of(i) < (void *)pages; i += 1ul << order) {
		uint64_t phys = ram_phys + i * PAGE_SIZE;

		/* The largest aligned block that starts here and is all free. */
		for (order = PAGE_ORDERS; order-- > 0;) {
			uint64_t len = PAGE_SIZE << order;

			if (i % (1ul << order) == 0 && phys + len <= virt_to_phys(pages) &&
			    block_is_free(phys, len, keep, ARRAY_LEN(keep)))
				break;
		}
		if (order > PAGE_ORDERS) {      /* not even one page */
			order = 0;
			continue;
		}
		spin_lock(&page_lock);
		give_locked(i, order);
		spin_unlock(&page_lock);
		pages_handed += 1ul << order;
	}
}
