/* SPDX-License-Identifier: MIT
 *
 * The same with the waits outside.
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
	k_spin_unlock(&lock, key);
	k_msgq_put(&queue, &block, K_MSEC(10));
	return 0;
}

void configure(void)
{
	k_mutex_lock(&config, K_FOREVER);
	k_sched_lock();
	generation = 0;
	k_sched_unlock();
	k_mutex_unlock(&config);
}

void snapshot(unsigned int *copy)
{
	unsigned int key = irq_lock();

	*copy = generation;
	irq_unlock(key);
	k_yield();
}
