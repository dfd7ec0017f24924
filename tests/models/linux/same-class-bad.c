/* SPDX-License-Identifier: MIT
 *
 * Two locks of one class, in whatever order the callers name them.
 */
#include "linux.h"

struct account { struct mutex lock; spinlock_t stats; long balance; };

void transfer(struct account *from, struct account *to, long amount)
{
	mutex_lock(&from->lock);
	mutex_lock(&to->lock); // expect: lock-order: a second lock of class `account.lock`
	from->balance -= amount;
	to->balance += amount;
	mutex_unlock(&to->lock);
	mutex_unlock(&from->lock);
}

void stats_copy(struct account *from, struct account *to)
{
	spin_lock(&from->stats);
	spin_lock(&to->stats); // expect: lock-order: a second lock of class `account.stats`
	to->balance = from->balance;
	spin_unlock(&to->stats);
	spin_unlock(&from->stats);
}
