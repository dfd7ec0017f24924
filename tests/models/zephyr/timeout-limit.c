/* SPDX-License-Identifier: MIT
 *
 * A lock that gives up is taken for one that has the mutex.
 */
#include "kernel.h"

K_MUTEX_DEFINE(table);
static unsigned int rows;

int row_add(void)
{
	if (k_mutex_lock(&table, K_MSEC(10)) != 0)
		return -1; // expect: lock-imbalance: `row_add` returns with
	rows++;
	k_mutex_unlock(&table);
	return 0;
}
