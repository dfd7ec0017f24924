/* SPDX-License-Identifier: MIT
 *
 * vfree() looks whether it is in an interrupt, not whether a spinlock is held; vunmap() doesn't look at all.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static void *area, *mapping;

void area_drop(void)
{
	spin_lock(&lock);
	vfree(area); // expect: block-in-atomic: `vfree` may block while spinlock `lock` is held
	area = NULL;
	spin_unlock(&lock);
}

static irqreturn_t area_interrupt(int irq, void *dev_id)
{
	vunmap(mapping); // expect: block-in-atomic: `vunmap` may block while in state in_irq
	return IRQ_HANDLED;
}

int area_start(void)
{
	area = vmalloc(65536);
	return request_irq(6, area_interrupt, 0, "area", &area);
}
