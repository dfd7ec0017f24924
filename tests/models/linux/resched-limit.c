/* SPDX-License-Identifier: MIT
 *
 * cond_resched_lock() gives back its own lock and no other.  That it sleeps under the other isn't seen.
 */
#include "linux.h"

static DEFINE_SPINLOCK(list_lock);
static DEFINE_SPINLOCK(node_lock);
static int nodes;

void list_shrink(void)
{
	spin_lock(&list_lock);
	spin_lock(&node_lock);
	while (nodes-- > 0)
		cond_resched_lock(&node_lock);
	spin_unlock(&node_lock);
	spin_unlock(&list_lock);
}
