/* SPDX-License-Identifier: MIT
 *
 * promise.c: memory that is promised (promise.h).  The count is raised before free memory is
 * looked at, so two that ask at once can both be refused, and never both be granted what is
 * there once.
 */
#include "promise.h"

#include <kernel/errno.h>
#include <kernel/heap.h>

/* What the kernel keeps for itself: 4 MiB. */
#define RESERVE_PAGES 1024

static size_t promised;                 /* atomic */

static bool try_to_make(size_t pages)
{
	size_t all = __atomic_add_fetch(&promised, pages, __ATOMIC_SEQ_CST);

	if (all + RESERVE_PAGES <= page_count_free())
		return true;
	promise_take_back(pages);
	return false;
}

int promise_make(size_t pages)
{
	if (try_to_make(pages))
		return 0;
	/* What the kernel keeps for its next caller is not needed as much. */
	memory_trim();
	return try_to_make(pages) ? 0 : -ENOMEM;
}

void promise_take_back(size_t pages)
{
	__atomic_fetch_sub(&promised, pages, __ATOMIC_SEQ_CST);
}
