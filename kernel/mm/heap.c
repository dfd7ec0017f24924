/* SPDX-License-Identifier: MIT
 *
 * heap.c: kmalloc.  Small objects come from pages cut into equal powers of two,
 * one list of free objects per size under heap_lock; large ones are page blocks.
 * The page's entry (page.h) says which, so kfree needs no header.  A page once cut
 * stays cut.
 */
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include "page.h"

#define SMALLEST_ORDER 4        /* 16 bytes */
#define LARGEST_ORDER  11       /* 2 KiB */

struct object {
	struct object *next;
};

static DEFINE_SPINLOCK(heap_lock, no_preempt);
static struct object *free_objects[LARGEST_ORDER + 1] HF_GUARDED_BY(heap_lock);

static unsigned order_for(size_t size, size_t unit)
{
	unsigned order = 0;

	while (order < 48 && unit << order < size)
		order++;
	return order;
}

/* A page of new objects, put on the list with a lock held for its two ends only. */
static bool refill(unsigned order)
{
	char *page = page_take(0);
	struct object *first = (struct object *)page, *last = first;

	if (!page)
		return false;
	*page_of(page) = (struct page){ PAGE_SLAB, (uint8_t)order };
	for (size_t at = 1ul << order; at < PAGE_SIZE; at += 1ul << order) {
		last->next = (struct object *)(page + at);
		last = last->next;
	}
	spin_lock(&heap_lock);
	last->next = free_objects[order];
	free_objects[order] = first;
	spin_unlock(&heap_lock);
	return true;
}

static struct object *take(unsigned order)
{
	struct object *o;

	spin_lock(&heap_lock);
	o = free_objects[order];
	if (o)
		free_objects[order] = o->next;
	spin_unlock(&heap_lock);
	return o;
}

void *kmalloc(size_t size)
{
	unsigned order;
	struct object *o;

	if (size > 1ul << LARGEST_ORDER)
		return page_take(order_for(size, PAGE_SIZE));
	order = SMALLEST_ORDER + order_for(size, 1ul << SMALLEST_ORDER);
	while (!(o = take(order)))
		if (!refill(order))
			return NULL;
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
	const struct page *page = page_of((void *)((uintptr_t)p & ~(PAGE_SIZE - 1)));

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
	struct object *o = p;
	struct page *page;

	if (!p)
		return;
	page = page_of((void *)((uintptr_t)p & ~(PAGE_SIZE - 1)));
	if (page->use != PAGE_SLAB) {
		page_free(p, page->order);
		return;
	}
	if ((uintptr_t)p & ((1ul << page->order) - 1))
		panic("kfree: %p is inside an object", p);
	spin_lock(&heap_lock);
	o->next = free_objects[page->order];
	free_objects[page->order] = o;
	spin_unlock(&heap_lock);
}
