/* SPDX-License-Identifier: MIT
 *
 * heap.c: kmalloc.  Small objects come from pages cut into equal powers of two;
 * each such page has a list of its free objects, and those that have any stand on
 * one list per size.  Large objects are page blocks.  The page's entry (page.h)
 * says which, so kfree needs no header.  heap_lock guards lists and entries; pages
 * are cut and given back outside of it.
 */
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include "page.h"

#define SMALLEST_ORDER 4        /* 16 bytes */
#define LARGEST_ORDER  11       /* 2 KiB */
#define SIZES (LARGEST_ORDER - SMALLEST_ORDER + 1)

struct object {
	struct object *next;
};

static DEFINE_SPINLOCK(heap_lock, no_preempt);
static struct list with_free[SIZES] HF_GUARDED_BY(heap_lock) = {
	LIST_INIT(with_free[0]), LIST_INIT(with_free[1]), LIST_INIT(with_free[2]),
	LIST_INIT(with_free[3]), LIST_INIT(with_free[4]), LIST_INIT(with_free[5]),
	LIST_INIT(with_free[6]), LIST_INIT(with_free[7]),
};

static unsigned order_for(size_t size, size_t unit)
{
	unsigned order = 0;

	while (order < 48 && unit << order < size)
		order++;
	return order;
}

static struct page *slab_of(const void *p)
{
	return page_of((const void *)((uintptr_t)p & ~(PAGE_SIZE - 1)));
}

/* A page cut into objects, not yet on any list; NULL. */
static struct page *cut(unsigned order)
{
	char *start = page_take(0);
	struct object *last = (struct object *)start;
	struct page *page;

	if (!start)
		return NULL;
	for (size_t at = 1ul << order; at < PAGE_SIZE; at += 1ul << order) {
		last->next = (struct object *)(start + at);
		last = last->next;
	}
	last->next = NULL;
	page = page_of(start);
	page->use = PAGE_SLAB;
	page->order = (uint8_t)order;
	page->used = 0;
	page->free = (struct object *)start;
	return page;
}

static struct object *take(unsigned order)
{
	struct list *pages = &with_free[order - SMALLEST_ORDER];
	struct object *o = NULL;

	spin_lock(&heap_lock);
	if (!list_empty(pages)) {
		struct page *page = list_first(pages, struct page, link);

		o = page->free;
		page->free = o->next;
		page->used++;
		if (!page->free)
			list_remove(&page->link);
	}
	spin_unlock(&heap_lock);
	return o;
}

/* Returns the page if nothing in it is used any more and others have free objects. */
static struct page *give(struct object *o, struct page *page)
{
	struct list *pages = &with_free[page->order - SMALLEST_ORDER];
	bool unused;

	spin_lock(&heap_lock);
	if (!page->free)
		list_add_head(pages, &page->link);
	o->next = page->free;
	page->free = o;
	page->used--;
	unused = page->used == 0 && pages->next != pages->prev;
	if (unused)
		list_remove(&page->link);
	spin_unlock(&heap_lock);
	return unused ? page : NULL;
}

void *kmalloc(size_t size)
{
	struct object *o;
	unsigned order;

	if (size > 1ul << LARGEST_ORDER)
		return page_take(order_for(size, PAGE_SIZE));
	order = SMALLEST_ORDER + order_for(size, 1ul << SMALLEST_ORDER);
	while (!(o = take(order))) {
		struct page *page = cut(order);

		if (!page)
			return NULL;
		spin_lock(&heap_lock);
		list_add_head(&with_free[order - SMALLEST_ORDER], &page->link);
		spin_unlock(&heap_lock);
	}
	return o;
}

void *kzalloc(size_t size)
{
	void *p = kmalloc(size);

	if (p)
		memset(p, 0, size);
	return p;
}

static size_t size_of(const void *p)
{
	const struct page *page = slab_of(p);

	return page->use == PAGE_SLAB ? 1ul << page->order : PAGE_SIZE << page->order;
}

void *krealloc(void *old, size_t size)
{
	size_t old_size;
	void *p;

	if (!old)
		return kmalloc(size);
	old_size = size_of(old);
	if (size <= old_size)
		return old;
	p = kmalloc(size);
	if (p) {
		memcpy(p, old, old_size);
		kfree(old);
	}
	return p;
}

void kfree(void *p)
{
	struct page *page;

	if (!p)
		return;
	page = slab_of(p);
	if (page->use != PAGE_SLAB) {
		page_free(p, page->order);
		return;
	}
	if ((uintptr_t)p & ((1ul << page->order) - 1))
		panic("kfree: %p is inside an object", p);
	page = give(p, page);
	if (page) {
		page->use = PAGE_BLOCK;
		page->order = 0;
		page_free(page_address(page), 0);
	}
}
