/* SPDX-License-Identifier: MIT
 *
 * What runs on another CPU is an interrupt there, or runs with all CPUs stopped.
 */
#include "linux.h"

static DEFINE_MUTEX(state);
static DEFINE_SPINLOCK(lock);
static int patched;

static void flush_one(void *info)
{
	mutex_lock(&state); // expect: block-in-atomic: while in state in_irq
	patched++;
	mutex_unlock(&state);
}

static void count_one(void *info)
{
	spin_lock(&lock);
	patched++;
	spin_unlock(&lock);
}

static int patch(void *arg)
{
	msleep(1); // expect: block-in-atomic: while in state no_irq
	return 0;
}

void patch_all(int cpu)
{
	smp_call_function_single(cpu, flush_one, NULL, 1);
	smp_call_function_single(cpu, count_one, NULL, 1);
	stop_machine(patch, NULL, NULL);
}

int patch_count(void)
{
	int n;

	spin_lock(&lock); // expect: irq-inversion
	n = patched;
	spin_unlock(&lock);
	return n;
}
