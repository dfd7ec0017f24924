/* SPDX-License-Identifier: MIT
 *
 * Allocations that may reclaim memory, where nobody may sleep: by constant, by variable, by parameter,
 * through wrappers.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static struct kmem_cache *cache;
static void *slots[8];

static void *slot_new(gfp_t gfp)
{
	return kcalloc(2, 64, gfp); // expect: block-in-atomic: `kcalloc` may block while spinlock `lock` is held
}

void slots_fill(void)
{
	gfp_t gfp = GFP_KERNEL;

	spin_lock(&lock);
	slots[0] = kmalloc(64, GFP_NOFS); // expect: block-in-atomic: may block while spinlock `lock` is held
	slots[1] = kmem_cache_alloc(cache, gfp);
	spin_unlock(&lock);
}

void slot_replace(int n)
{
	spin_lock(&lock);
	slots[n] = slot_new(GFP_KERNEL);
	spin_unlock(&lock);
}

static irqreturn_t slot_interrupt(int irq, void *dev_id)
{
	slots[2] = kstrdup("irq", GFP_NOIO); // expect: block-in-atomic: while in state in_irq
	return IRQ_HANDLED;
}

static void slot_tick(struct timer_list *t)
{
	dma_addr_t handle;

	slots[3] = dma_alloc_coherent(NULL, 4096, &handle, GFP_KERNEL); // expect: block-in-atomic
}

int slots_start(struct timer_list *timer)
{
	timer_setup(timer, slot_tick, 0);
	return request_irq(3, slot_interrupt, 0, "slots", slots);
}
