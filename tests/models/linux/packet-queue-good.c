/* SPDX-License-Identifier: MIT
 *
 * The handler's queue keeps interrupts out, another queue need not.
 */
#include "linux.h"

static struct sk_buff_head received;
static struct sk_buff_head waiting;

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

	spin_lock_irq(&received.lock);
	n = received.qlen;
	spin_unlock_irq(&received.lock);
	spin_lock_bh(&waiting.lock);
	n += waiting.qlen;
	spin_unlock_bh(&waiting.lock);
	return n;
}

void radio_refill(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (skb)
		skb_queue_tail(&received, skb);
}

int radio_start(void)
{
	return request_irq(7, radio_interrupt, 0, "radio", &received);
}
