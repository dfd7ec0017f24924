/* SPDX-License-Identifier: MIT
 *
 * memory.c: the page allocator and the heap.
 */
#include <kernel/heap.h>
#include <kernel/string.h>
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
