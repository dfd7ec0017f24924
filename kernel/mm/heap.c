/* SPDX-License-Identifier: MIT
 *
 * heap.c: kmalloc.  Small objects come from a kmem_cache for each power of two, and
 * halfway to the next; large ones are page blocks.  The page's entry says which, so
 * kfree needs no header.
 */
#include <kernel/string.h>
#include "cache.h"
#include "heap.h"
#include "page.h"

static const struct size {
	uint16_t bytes;
	const char *name;
} sizes[] = {
	{ 16, "kmalloc-16" }, { 32, "kmalloc-32" }, { 48, "kmalloc-48" }, { 64, "kmalloc-64" },
	{ 96, "kmalloc-96" }, { 128, "kmalloc-128" }, { 192, "kmalloc-192" },
	{ 256, "kmalloc-256" }, { 384, "kmalloc-384" }, { 512, "kmalloc-512" },
	{ 768, "kmalloc-768" }, { 1024, "kmalloc-1024" }, { 1360, "kmalloc-1360" },
	{ 2048, "kmalloc-2048" },
};
#define SIZES ARRAY_LEN(sizes)
#define LARGEST 2048u

static struct kmem_cache by_size[SIZES];

void heap_init(void)
{
	for (unsigned i = 0; i < SIZES; i++)
		kmem_cache_init(&by_size[i], sizes[i].name, sizes[i].bytes);
}

static struct kmem_cache *cache_for(size_t size)
{
	unsigned i = 0;

	while (sizes[i].bytes < size)
		i++;
	return &by_size[i];
}

static unsigned order_for(size_t size)
{
	unsigned order = 0;

	while (order < PAGE_ORDERS && PAGE_SIZE << order < size)
		order++;
	return order;
}

void *kmalloc(size_t size)
{
	return size > LARGEST ? page_take(order_for(size)) : kmem_cache_alloc(cache_for(size));
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
	const struct kmem_cache *c = kmem_cache_of(p);

	return c ? c->object_bytes : PAGE_SIZE << page_of(p)->order;
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
	struct kmem_cache *c;

	if (!p)
		return;
	c = kmem_cache_of(p);
	if (c)
		kmem_cache_free(c, p);
	else
		page_free(p, page_of(p)->order);
}
