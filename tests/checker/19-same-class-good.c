/* SPDX-License-Identifier: MIT
 *
 * One after the other, also in a loop over changing pointers.
 */
#include "case.h"

struct inode { struct inode *next; HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

void walk(struct inode *first)
{
	for (struct inode *p = first; p; p = p->next) {
		spin_lock(&p->lock);
		spin_unlock(&p->lock);
	}
}
