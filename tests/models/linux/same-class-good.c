/* SPDX-License-Identifier: MIT
 *
 * One after the other.
 */
#include "linux.h"

struct account { struct mutex lock; spinlock_t stats; long balance; };

void transfer(struct account *from, struct account *to, long amount)
{
	mutex_lock(&from->lock);
	from->balance -= amount;
	mutex_unlock(&from->lock);
	mutex_lock(&to->lock);
	to->balance += amount;
	mutex_unlock(&to->lock);
}

void stats_copy(struct account *from, struct account *to)
{
	long balance;

	spin_lock(&from->stats);
	balance = from->balance;
	spin_unlock(&from->stats);
	spin_lock(&to->stats);
	to->balance = balance;
	spin_unlock(&to->stats);
}
