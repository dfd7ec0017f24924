/* SPDX-License-Identifier: MIT
 *
 * The sleeps before or behind the lock, a spin of some microseconds under it, and a mutex around what sleeps.
 */
#include "linux.h"

static DEFINE_SPINLOCK(map_lock);
static DEFINE_MUTEX(config);
static int generation;

void map_rebuild(void)
{
	mutex_lock(&config);
	spin_lock(&map_lock);
	generation++;
	spin_unlock(&map_lock);
	mutex_unlock(&config);
}

int cpu_sample(void)
{
	int cpu = get_cpu();

	udelay(10);
	put_cpu();
	usleep_range(10, 20);
	return cpu;
}

void line_toggle(void)
{
	unsigned long flags;

	local_irq_save(flags);
	generation++;
	local_irq_restore(flags);
	msleep(1);
}

static void settle(void)
{
	schedule_timeout(1);
}

static void settle_all(int n)
{
	while (n--)
		settle();
}

void map_settle(void)
{
	spin_lock_bh(&map_lock);
	generation++;
	spin_unlock_bh(&map_lock);
	settle_all(3);
}
