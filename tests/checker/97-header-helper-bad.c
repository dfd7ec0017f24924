/* SPDX-License-Identifier: MIT
 *
 * The one caller of an inline function keeps what it takes, and is in the chain.
 *
 * expect: lock-imbalance: `count` returns with spinlock `table.lock` held
 * chain: count: calls table_lock
 * count: 1
 */
#include "97-header-helper.h"

int count(struct table *t)
{
	table_lock(t);
	return t->rows;
}
