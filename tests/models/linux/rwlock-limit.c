/* SPDX-License-Identifier: MIT
 *
 * A handler that reads may interrupt a reader: the lock of both is shared.  Readers are taken for writers.
 */
#include "linux.h"

static DEFINE_RWLOCK(table);
static int entries;

static irqreturn_t table_interrupt(int irq, void *dev_id)
{
	read_lock(&table);
	WRITE_ONCE(*(int *)dev_id, entries);
	read_unlock(&table);
	return IRQ_HANDLED;
}

int table_find(void)
{
	int n;

	read_lock(&table); // expect: irq-inversion
	n = entries;
	read_unlock(&table);
	return n;
}

void table_add(void)
{
	unsigned long flags;

	write_lock_irqsave(&table, flags);
	entries++;
	write_unlock_irqrestore(&table, flags);
}

int table_start(int *copy)
{
	return request_irq(2, table_interrupt, 0, "table", copy);
}
