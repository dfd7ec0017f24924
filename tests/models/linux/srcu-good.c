/* SPDX-License-Identifier: MIT
 *
 * A reader of SRCU may sleep.
 */
#include "linux.h"

static struct srcu_struct table_srcu;
static DEFINE_SPINLOCK(list);
static DEFINE_MUTEX(entries);
static int *table;

int table_first(void)
{
	int idx = srcu_read_lock(&table_srcu);
	int *t = rcu_dereference(table);
	int first = -EINVAL;

	if (t) {
		mutex_lock(&entries);
		first = *t;
		mutex_unlock(&entries);
		msleep(1);
	}
	srcu_read_unlock(&table_srcu, idx);
	return first;
}

void table_clear(void)
{
	spin_lock(&list);
	rcu_assign_pointer(table, NULL);
	spin_unlock(&list);
	synchronize_srcu(&table_srcu);
}
