/* SPDX-License-Identifier: MIT
 *
 * A handler that reads a sequence waits for the writer that it interrupted.  The writer's lock is
 * not what it waits for, so this isn't seen.
 */
#include "linux.h"

static seqlock_t clock_lock;
static long now;

static irqreturn_t clock_log(int irq, void *dev_id)
{
	unsigned int start;

	do {
		start = read_seqbegin(&clock_lock);
		WRITE_ONCE(*(long *)dev_id, now);
	} while (read_seqretry(&clock_lock, start));
	return IRQ_HANDLED;
}

int clock_start(long *copy)
{
	return request_irq(0, clock_log, 0, "clock", copy);
}

void clock_set(long to)
{
	write_seqlock(&clock_lock);
	now = to;
	write_sequnlock(&clock_lock);
}
