/* SPDX-License-Identifier: MIT
 *
 * vfree() in an interrupt is work for later; with a lock it waits until that is given back.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static void *area, *mapping, *old;

void area_drop(void)
{
	void *dropped;

	spin_lock_irq(&lock);
	dropped = area;
	area = NULL;
	spin_unlock_irq(&lock);
	vfree(dropped);
	vunmap(mapping);
}

static irqreturn_t area_interrupt(int irq, void *dev_id)
{
	vfree(old);
	kvfree(mapping);
	return IRQ_HANDLED;
}

int area_start(void)
{
	area = vmalloc(65536);
	return request_irq(6, area_interrupt, 0, "area", &area);
}
