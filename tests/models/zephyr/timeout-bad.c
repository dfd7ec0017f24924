/* SPDX-License-Identifier: MIT
 *
 * A lock with a timeout may give up, one with K_FOREVER doesn't.
 */
#include "kernel.h"

K_MUTEX_DEFINE(table);
static unsigned int rows;

int row_add(void)
{
	if (k_mutex_lock(&table, K_MSEC(10)) != 0)
		rows = 0;
	rows++;
	k_mutex_unlock(&table); // expect: lock-imbalance: `row_add` releases mutex `table`
	return 0;
}

static int table_lock(k_timeout_t wait)
{
	return k_mutex_lock(&table, wait);
}

void rows_drop(void)
{
	table_lock(K_MSEC(5));
	rows = 0;
	k_mutex_unlock(&table); // expect: lock-imbalance: `rows_drop` releases mutex `table`
}

void row_drop(void)
{
	k_timeout_t wait = K_FOREVER;

	k_mutex_lock(&table, wait);
	rows--;
	k_mutex_unlock(&table);
}
