/* SPDX-License-Identifier: MIT
 *
 * memory.c: the heap, caches and pages, up to the last one and back, and text formatted
 * into memory.
 */
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include "kernel/mm/page.h"
#include "tests.h"

const char *test_heap(void)
{
	static const size_t sizes[] = { 1, 16, 17, 100, 2048, 2049, 5000, 100000 };
	unsigned char *p[ARRAY_LEN(sizes)];

	for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
		p[i] = kmalloc(sizes[i]);
		if (!p[i] || (uintptr_t)p[i] % 16)
			return "no memory, or not aligned";
		memset(p[i], (int)i + 1, sizes[i]);
	}
	for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
		if (p[i][0] != i + 1 || p[i][sizes[i] - 1] != i + 1)
			return "an object was overwritten";
		p[i] = krealloc(p[i], 2 * sizes[i]);
		if (!p[i] || p[i][sizes[i] - 1] != i + 1)
			return "krealloc lost the contents";
		kfree(p[i]);
	}
	return NULL;
}

#define CACHE_BYTES 200
#define CACHE_OBJECTS 100

/* What the cache of this name says of itself. */
static struct kmem_cache_stat stat_of(const char *name)
{
	struct kmem_cache_stat s;

	for (unsigned i = 0; kmem_cache_stat(i, &s); i++)
		if (!strcmp(s.name, name))
			return s;
	return (struct kmem_cache_stat){ 0 };
}

const char *test_cache(void)
{
	static unsigned char *object[CACHE_OBJECTS];
	struct kmem_cache *c = kmem_cache_create("ktest", CACHE_BYTES);
	struct kmem_cache_stat s;

	if (!c)
		return "no memory";
	for (unsigned i = 0; i < CACHE_OBJECTS; i++) {
		object[i] = kmem_cache_alloc(c);
		if (!object[i] || (uintptr_t)object[i] % 16)
			return "no memory, or not aligned";
		memset(object[i], (int)i, CACHE_BYTES);
	}
	s = stat_of("ktest");
	if (s.objects != CACHE_OBJECTS || s.pages * PAGE_SIZE < CACHE_OBJECTS * CACHE_BYTES)
		return "the objects in use are not counted";
	for (unsigned i = 0; i < CACHE_OBJECTS; i++) {
		if (object[i][0] != i || object[i][CACHE_BYTES - 1] != i)
			return "an object was overwritten";
		kmem_cache_free(c, object[i]);
	}
	if (object[0][CACHE_BYTES - 1] == 0)
		return "a free object keeps its contents";
	memory_trim();
	s = stat_of("ktest");
	return s.objects || s.pages ? "an empty cache keeps pages" : NULL;
}

/* Takes blocks of one size until there are none, chained through themselves. */
struct chain {
	struct chain *next;
};

static struct chain *take_all(void *(*take)(size_t arg), size_t arg, size_t *count)
{
	struct chain *all = NULL, *one;

	for (*count = 0; (one = take(arg)); (*count)++) {
		one->next = all;
		all = one;
	}
	return all;
}

static void *take_page(size_t order)
{
	return page_take((unsigned)order);
}

const char *test_page_exhaustion(void)
{
	size_t before, count;
	struct chain *all;
	void *large;

	memory_trim();
	before = page_count_free();
	all = take_all(take_page, 0, &count);
	if (count < before)
		return "pages are free, but cannot be had";
	while (all) {
		struct chain *next = all->next;

		page_free(all, 0);
		all = next;
	}
	memory_trim();
	if (page_count_free() != before)
		return "not all pages came back";
	/* They have merged again. */
	large = page_alloc(8);
	page_free(large, 8);
	return !large ? "pages did not merge" : NULL;
}

const char *test_heap_exhaustion(void)
{
	size_t before, count;
	struct chain *all;

	memory_trim();
	before = page_count_free();
	all = take_all(kmalloc, 1000, &count);
	if (count < before * (PAGE_SIZE / 1024))
		return "memory is free, but cannot be had";
	if (kmalloc(1) && kmalloc(PAGE_SIZE))
		return "a page was left";
	while (all) {
		struct chain *next = all->next;

		kfree(all);
		all = next;
	}
	memory_trim();
	return page_count_free() != before ? "not all pages came back" : NULL;
}

/* From and to every place in a word, with lengths on both sides of what moves words. */
const char *test_copies(void)
{
	enum { ROOM = 160, MOST = 100 };
	unsigned char from[ROOM], to[ROOM];

	for (unsigned i = 0; i < ROOM; i++)
		from[i] = (unsigned char)(i * 7 + 1);
	for (unsigned f = 0; f < 8; f++) {
		for (unsigned t = 8; t < 16; t++) {
			for (unsigned n = 0; n <= MOST; n++) {
				memset(to, 0, sizeof(to));
				memcpy(to + t, from + f, n);
				if (memcmp(to + t, from + f, n) || to[t - 1] || to[t + n])
					return "a copy is wrong, or too long";
			}
		}
	}
	return NULL;
}

const char *test_format(void)
{
	char buf[64];
	int len = snprintf(buf, sizeof(buf), "%5d|%-5u|%05x|%#lx|%.3s|%c|%zu|%%|%5s|%-5s|", -42, 42u,
			   0xabcu, 0xdeadbeeful, "abcdef", 'z', (size_t)7, "ab", "cd");

	if (strcmp(buf, "  -42|42   |00abc|0xdeadbeef|abc|z|7|%|   ab|cd   |"))
		return "wrong text";
	if (len != (int)strlen(buf))
		return "wrong length";
	if (snprintf(buf, 4, "%s", "abcdef") != 6 || strcmp(buf, "abc"))
		return "not cut where it should be";
	return NULL;
}
