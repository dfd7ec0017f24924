/* SPDX-License-Identifier: MIT
 *
 * The writers of a sequence lock spin: one of them is a handler, another one sleeps.
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
	write_seqlock(&clock_lock); // expect: irq-inversion
	now = to;
	write_sequnlock(&clock_lock);
}

void zone_set(long to)
{
	write_seqlock(&zone_lock);
	now += to;
	msleep(1); // expect: block-in-atomic
	write_sequnlock(&zone_lock);
}
