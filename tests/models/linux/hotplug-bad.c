/* SPDX-License-Identifier: MIT
 *
 * Static keys are switched under the lock of CPU hotplug, whose holder has it already; it sleeps.
 */
#include "linux.h"

static struct static_key fast_path;
static DEFINE_SPINLOCK(lock);

void fast_path_on(void)
{
	cpus_read_lock();
	static_key_slow_inc(&fast_path); // expect: lock-recursion
	cpus_read_unlock();
}

void fast_path_try(void)
{
	spin_lock(&lock);
	static_key_slow_inc(&fast_path); // expect: block-in-atomic
	spin_unlock(&lock);
}
