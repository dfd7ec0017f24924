/* SPDX-License-Identifier: MIT
 *
 * What sleeps under a spinlock, with preemption off, with interrupts off, and two calls away.
 */
#include "linux.h"

static DEFINE_SPINLOCK(map_lock);
static DEFINE_MUTEX(config);
static int generation;

void map_rebuild(void)
{
	spin_lock(&map_lock);
	mutex_lock(&config); // expect: block-in-atomic: `mutex_lock_nested` may block while spinlock `map_lock` is held
	generation++;
	mutex_unlock(&config);
	spin_unlock(&map_lock);
}

int cpu_sample(void)
{
	int cpu = get_cpu();

	usleep_range(10, 20); // expect: block-in-atomic: `usleep_range` may block while in state no_preempt
	put_cpu();
	return cpu;
}

void line_toggle(void)
{
	unsigned long flags;

	local_irq_save(flags);
	msleep(1); // expect: block-in-atomic: `msleep` may block while in state no_irq
	local_irq_restore(flags);
}

static void settle(void)
{
	schedule_timeout(1); // expect: block-in-atomic: `schedule_timeout`
}

static void settle_all(int n)
{
	while (n--)
		settle();
}

void map_settle(void)
{
	spin_lock_bh(&map_lock);
	settle_all(3);
	spin_unlock_bh(&map_lock);
}
