/* SPDX-License-Identifier: MIT
 *
 * With the xarray's lock it is the form that expects it; a handler's xarray is changed with interrupts off.
 */
#include "linux.h"

static struct xarray pages;
static DEFINE_SPINLOCK(lock);

int page_add(unsigned long index, void *page)
{
	xa_store(&pages, index, page, GFP_KERNEL);
	spin_lock(&lock);
	xa_store(&pages, index + 1, page, GFP_ATOMIC);
	spin_unlock(&lock);
	return 0;
}

void page_drop(unsigned long index)
{
	unsigned long flags;

	xa_lock_irqsave(&pages, flags);
	__xa_erase(&pages, index);
	xa_unlock_irqrestore(&pages, flags);
}

static irqreturn_t page_interrupt(int irq, void *dev_id)
{
	return xa_load(&pages, irq) ? IRQ_HANDLED : IRQ_NONE;
}

int page_start(void)
{
	return request_irq(1, page_interrupt, 0, "page", &pages);
}
