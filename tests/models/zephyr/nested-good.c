/* SPDX-License-Identifier: MIT
 *
 * A k_mutex may be locked again by its owner, who unlocks it as often.
 */
#include "kernel.h"

K_MUTEX_DEFINE(table);
static unsigned int rows;

static void row_drop(void)
{
	k_mutex_lock(&table, K_FOREVER);
	rows--;
	k_mutex_unlock(&table);
}

void rows_drop(void)
{
	k_mutex_lock(&table, K_FOREVER);
	row_drop();
	row_drop();
	k_mutex_unlock(&table);
}
