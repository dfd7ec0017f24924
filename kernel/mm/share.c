/* SPDX-License-Identifier: MIT
 *
 * share.c: pages with several owners.  Only an owner makes another one, so a page that is
 * not shared stays so while its owner does not share it.
 */
#include <kernel/heap.h>
#include "page.h"

void page_share(void *p)
{
	__atomic_fetch_add(&page_of(p)->sharers, 1, __ATOMIC_RELAXED);
}

bool page_is_shared(const void *p)
{
	return __atomic_load_n(&page_of(p)->sharers, __ATOMIC_ACQUIRE) != 0;
}

bool page_unshare(void *p)
{
	uint32_t *sharers = &page_of(p)->sharers;
	uint32_t now = __atomic_load_n(sharers, __ATOMIC_ACQUIRE);

	while (now) {
		if (__atomic_compare_exchange_n(sharers, &now, now - 1, false, __ATOMIC_ACQ_REL,
						__ATOMIC_ACQUIRE))
			return true;
	}
	page_free(p, 0);
	return false;
}
