/* SPDX-License-Identifier: MIT
 *
 * memory.c: the heap, and text formatted into memory.
 */
#include <kernel/heap.h>
#include <kernel/print.h>
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
