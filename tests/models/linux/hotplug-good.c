/* SPDX-License-Identifier: MIT
 *
 * With the lock of CPU hotplug it is the form that expects it.
 */
#include "linux.h"

static struct static_key fast_path;
static DEFINE_SPINLOCK(lock);
static int wanted;

void fast_path_on(void)
{
	cpus_read_lock();
	static_key_slow_inc_cpuslocked(&fast_path);
	cpus_read_unlock();
}

void fast_path_try(void)
{
	int on;

	spin_lock(&lock);
	on = wanted;
	spin_unlock(&lock);
	if (on)
		static_key_slow_inc(&fast_path);
}
