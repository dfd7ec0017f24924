/* SPDX-License-Identifier: MIT
 *
 * A queue's lock keeps interrupts out where a handler fills it; packets are allocated behind it.
 */
#include "linux.h"

static struct sk_buff_head received;

static irqreturn_t radio_interrupt(int irq, void *dev_id)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	spin_lock(&received.lock);
	if (skb)
		__skb_queue_tail(&received, skb);
	spin_unlock(&received.lock);
	return IRQ_HANDLED;
}

u32 radio_length(void)
{
	u32 n;

	spin_lock_bh(&received.lock); // expect: irq-inversion: `received`
	n = received.qlen;
	spin_unlock_bh(&received.lock);
	return n;
}

void radio_refill(void)
{
	unsigned long flags;

	spin_lock_irqsave(&received.lock, flags);
	__skb_queue_tail(&received, alloc_skb(64, GFP_KERNEL)); // expect: block-in-atomic: `alloc_skb`
	spin_unlock_irqrestore(&received.lock, flags);
}

int radio_start(void)
{
	return request_irq(7, radio_interrupt, 0, "radio", &received);
}
