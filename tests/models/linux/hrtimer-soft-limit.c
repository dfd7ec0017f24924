/* SPDX-License-Identifier: MIT
 *
 * A timer that hrtimer_init() makes a soft one in another function than the one that stores its function runs as a
 * softirq: softirqs off keep it out.  The function is known by its field alone, which says interrupt.
 */
#include "linux.h"

struct meter { struct hrtimer timer; spinlock_t lock; int ticks; };

static enum hrtimer_restart meter_tick(struct hrtimer *timer)
{
	struct meter *meter = container_of(timer, struct meter, timer);

	spin_lock(&meter->lock);
	meter->ticks++;
	spin_unlock(&meter->lock);
	return HRTIMER_RESTART;
}

static void meter_set(struct meter *meter)
{
	meter->timer.function = meter_tick;
}

void meter_init(struct meter *meter)
{
	hrtimer_init(&meter->timer, 1, HRTIMER_MODE_REL_SOFT);
	meter_set(meter);
}

int meter_read(struct meter *meter)
{
	int ticks;

	spin_lock_bh(&meter->lock); // expect: irq-inversion
	ticks = meter->ticks;
	spin_unlock_bh(&meter->lock);
	return ticks;
}
