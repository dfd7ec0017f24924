/* SPDX-License-Identifier: MIT
 *
 * The results of trylocks are read as they are meant.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DECLARE_RWSEM(table);
static DEFINE_SPINLOCK(queue);
static int entries;

int config_try(void)
{
	if (!mutex_trylock(&config))
		return -EBUSY;
	entries++;
	mutex_unlock(&config);
	return 0;
}

int table_try(void)
{
	int got = down_read_trylock(&table);

	if (!got)
		return -EAGAIN;
	entries++;
	up_read(&table);
	return entries;
}

int table_try_or_wait(bool wait)
{
	if (!down_write_trylock(&table)) {
		if (!wait)
			return -EAGAIN;
		down_write(&table);
	}
	entries++;
	up_write(&table);
	return 0;
}

int queue_try(void)
{
	unsigned long flags;

	if (!spin_trylock_irqsave(&queue, flags))
		return -EBUSY;
	if (entries)
		entries--;
	spin_unlock_irqrestore(&queue, flags);
	return 0;
}

bool queue_idle(void)
{
	if (spin_trylock(&queue)) {
		bool idle = !entries;

		spin_unlock(&queue);
		return idle;
	}
	return false;
}
