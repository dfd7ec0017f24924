/* SPDX-License-Identifier: MIT
 *
 * The writers of a sequence lock keep each other's handlers out; readers try again.
 */
#include "linux.h"

static seqlock_t clock_lock;
static seqlock_t zone_lock;
static long now;

static irqreturn_t clock_tick(int irq, void *dev_id)
{
	write_seqlock(&clock_lock);
	now++;
	write_sequnlock(&clock_lock);
	return IRQ_HANDLED;
}

int clock_start(void)
{
	return request_irq(0, clock_tick, 0, "clock", &now);
}

void clock_set(long to)
{
	unsigned long flags;

	write_seqlock_irqsave(&clock_lock, flags);
	now = to;
	write_sequnlock_irqrestore(&clock_lock, flags);
}

long clock_read(void)
{
	unsigned int start;
	long t;

	do {
		start = read_seqbegin(&clock_lock);
		t = now;
	} while (read_seqretry(&clock_lock, start));
	return t;
}

void zone_set(long to)
{
	msleep(1);
	write_seqlock(&zone_lock);
	now += to;
	write_sequnlock(&zone_lock);
}
