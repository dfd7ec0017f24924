/* SPDX-License-Identifier: MIT
 *
 * What waits under a spinlock, with the scheduler locked, and with interrupts locked.
 */
#include "kernel.h"

static struct k_spinlock lock;
static struct k_msgq queue;
static struct k_mem_slab slab;
K_MUTEX_DEFINE(config);
static unsigned int generation;

int publish(void)
{
	k_spinlock_key_t key;
	void *block;
	int error;

	error = k_mem_slab_alloc(&slab, &block, K_FOREVER);
	if (error)
		return error;
	key = k_spin_lock(&lock);
	generation++;
	k_msgq_put(&queue, &block, K_MSEC(10)); // expect: block-in-atomic: `k_msgq_put` may block while irq-masking spinlock `lock` is held
	k_spin_unlock(&lock, key);
	return 0;
}

void configure(void)
{
	k_sched_lock();
	k_mutex_lock(&config, K_FOREVER); // expect: block-in-atomic: `k_mutex_lock` may block while in state no_preempt
	generation = 0;
	k_sched_unlock();
	k_mutex_unlock(&config);
}

void snapshot(unsigned int *copy)
{
	unsigned int key = irq_lock();

	*copy = generation;
	k_yield(); // expect: block-in-atomic: `k_yield` may block while in state no_irq
	irq_unlock(key);
}
