/* SPDX-License-Identifier: MIT
 *
 * An xarray takes its own lock, which a handler takes as well, and which its holder has already; it may sleep to
 * grow.
 */
#include "linux.h"

static struct xarray pages;
static struct xarray tags;
static DEFINE_SPINLOCK(lock);

int page_add(unsigned long index, void *page)
{
	spin_lock(&lock);
	xa_store(&pages, index, page, GFP_KERNEL); // expect: block-in-atomic: `xa_store` may block
	spin_unlock(&lock);
	return 0;
}

void page_drop(unsigned long index)
{
	unsigned long flags;

	xa_lock_irqsave(&pages, flags);
	xa_erase(&pages, index); // expect: lock-recursion
	xa_unlock_irqrestore(&pages, flags);
}

static irqreturn_t tag_interrupt(int irq, void *dev_id)
{
	xa_erase(&tags, irq);
	return IRQ_HANDLED;
}

int tag_start(void *tag)
{
	xa_store(&tags, 1, tag, GFP_KERNEL); // expect: irq-inversion
	return request_irq(1, tag_interrupt, 0, "tag", &tags);
}
