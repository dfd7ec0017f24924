/* SPDX-License-Identifier: MIT
 *
 * Allocations that don't reclaim, or don't have to hurry.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static struct kmem_cache *cache;
static void *slots[8];

static void *slot_new(gfp_t gfp)
{
	return kcalloc(2, 64, gfp);
}

void slots_fill(void)
{
	gfp_t gfp = GFP_ATOMIC;
	void *big = kmalloc(65536, GFP_KERNEL);

	spin_lock(&lock);
	slots[0] = kmalloc(64, GFP_NOWAIT);
	slots[1] = kmem_cache_alloc(cache, gfp);
	slots[4] = big;
	spin_unlock(&lock);
}

void slot_replace(int n)
{
	void *slot = slot_new(GFP_KERNEL);

	spin_lock(&lock);
	slots[n] = slot;
	slots[7] = slot_new(GFP_ATOMIC);
	spin_unlock(&lock);
}

void *slot_for(bool atomic)
{
	void *slot;

	if (!atomic)
		return kmalloc(64, GFP_KERNEL);
	preempt_disable();
	slot = kmalloc(64, GFP_ATOMIC);
	preempt_enable();
	return slot;
}

static irqreturn_t slot_interrupt(int irq, void *dev_id)
{
	slots[2] = kstrdup("irq", GFP_ATOMIC);
	return IRQ_HANDLED;
}

static void slot_tick(struct timer_list *t)
{
	dma_addr_t handle;

	slots[3] = dma_alloc_coherent(NULL, 4096, &handle, GFP_ATOMIC);
}

int slots_start(struct timer_list *timer)
{
	timer_setup(timer, slot_tick, 0);
	return request_irq(3, slot_interrupt, 0, "slots", slots);
}
