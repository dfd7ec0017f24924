/* SPDX-License-Identifier: MIT
 *
 * memory.c: what is kept and what can be given back, over all the allocators.
 */
#include <kernel/heap.h>
#include "cache.h"
#include "page.h"
#include "stack.h"
#include "kernel/arch/asm.h"

bool memory_reclaim(void)
{
	bool stacks = stack_trim();

	return kmem_cache_trim() || stacks;
}

void memory_trim(void)
{
	(void)memory_reclaim();
}

void memory_stat(struct memory_stat *out)
{
	struct kmem_cache_stat cache;

	*out = (struct memory_stat){ .pages = page_count_all(), .pages_free = page_count_free(),
				     .pages_stacks = stack_count_pages(),
				     .pages_kept = stack_count_kept() * (STACK_BYTES / PAGE_SIZE) };
	for (unsigned i = 0; kmem_cache_stat(i, &cache); i++)
		out->pages_cached += cache.pages;
}
