/* SPDX-License-Identifier: MIT
 *
 * A reader of SRCU may sleep, but not under a spinlock, nor return as a reader.
 */
#include "linux.h"

static struct srcu_struct table_srcu;
static DEFINE_SPINLOCK(list);
static int *table;

int table_first(void)
{
	int idx = srcu_read_lock(&table_srcu);
	int *t = rcu_dereference(table);

	if (!t)
		return -EINVAL; // expect: context-imbalance: in state srcu_reader
	srcu_read_unlock(&table_srcu, idx);
	return 0;
}

void table_clear(void)
{
	spin_lock(&list);
	rcu_assign_pointer(table, NULL);
	synchronize_srcu(&table_srcu); // expect: block-in-atomic: `synchronize_srcu`
	spin_unlock(&list);
}
