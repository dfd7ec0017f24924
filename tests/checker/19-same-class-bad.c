/* SPDX-License-Identifier: MIT
 *
 * Two inodes' locks at once, in whatever order the arguments come.
 *
 * expect: lock-order: a second lock of class `inode.lock`
 */
#include "case.h"

struct inode { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

void rename(struct inode *from, struct inode *to)
{
	spin_lock(&from->lock);
	spin_lock(&to->lock);
	spin_unlock(&to->lock);
	spin_unlock(&from->lock);
}
