/* SPDX-License-Identifier: MIT
 *
 * What runs on another CPU doesn't sleep, and its lock is taken with interrupts off.
 */
#include "linux.h"

static DEFINE_MUTEX(state);
static DEFINE_SPINLOCK(lock);
static int patched;

static void count_one(void *info)
{
	spin_lock(&lock);
	patched++;
	spin_unlock(&lock);
}

static int patch(void *arg)
{
	patched++;
	return 0;
}

void patch_all(int cpu)
{
	mutex_lock(&state);
	smp_call_function_single(cpu, count_one, NULL, 1);
	stop_machine(patch, NULL, NULL);
	mutex_unlock(&state);
}

int patch_count(void)
{
	int n;

	spin_lock_irq(&lock);
	n = patched;
	spin_unlock_irq(&lock);
	return n;
}
