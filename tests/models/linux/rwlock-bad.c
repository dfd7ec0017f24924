/* SPDX-License-Identifier: MIT
 *
 * A writer with interrupts on, whose reader is a handler; a reader that gives back what it did not take.
 */
#include "linux.h"

static DEFINE_RWLOCK(table);
static DEFINE_RWLOCK(names);
static int entries;

static irqreturn_t table_interrupt(int irq, void *dev_id)
{
	read_lock(&table);
	entries += READ_ONCE(entries);
	read_unlock(&table);
	return IRQ_HANDLED;
}

void table_add(void)
{
	write_lock(&table); // expect: irq-inversion
	entries++;
	write_unlock(&table);
}

int table_start(void)
{
	return request_irq(2, table_interrupt, 0, "table", &table);
}

int name_find(int n)
{
	read_lock_bh(&names);
	if (n < entries)
		return n; // expect: lock-imbalance: `name_find` returns with; context-imbalance: `name_find` returns
	read_unlock_bh(&names);
	return -EINVAL;
}

void name_add(void)
{
	write_lock_bh(&names);
	kfree(kmalloc(8, GFP_KERNEL)); // expect: block-in-atomic
	write_unlock_bh(&names);
}
