/* SPDX-License-Identifier: MIT
 *
 * The writer keeps the handler out; readers that no handler's writer disturbs need not.
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
	unsigned long flags;

	write_lock_irqsave(&table, flags);
	entries++;
	write_unlock_irqrestore(&table, flags);
}

int table_start(void)
{
	return request_irq(2, table_interrupt, 0, "table", &table);
}

int name_find(int n)
{
	int found = -EINVAL;

	read_lock(&names);
	if (n < entries)
		found = n;
	read_unlock(&names);
	return found;
}

void name_add(void)
{
	void *name = kmalloc(8, GFP_KERNEL);

	write_lock(&names);
	entries++;
	write_unlock(&names);
	kfree(name);
}
