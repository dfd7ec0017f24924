/* SPDX-License-Identifier: MIT
 *
 * Each wait queue has its own lock: the one that only threads take needs no mask, whoever wakes another one.
 */
#include "linux.h"

struct line { wait_queue_head_t wait; int events; };
struct channel { wait_queue_head_t done; int bytes; };

static struct channel channel;

static irqreturn_t channel_irq(int irq, void *dev)
{
	spin_lock(&channel.done.lock);
	channel.bytes++;
	spin_unlock(&channel.done.lock);
	return IRQ_HANDLED;
}

int channel_probe(unsigned int irq) { return request_irq(irq, channel_irq, 0, "channel", NULL); }

int line_events(struct line *l)
{
	int n;

	spin_lock(&l->wait.lock);
	n = l->events;
	spin_unlock(&l->wait.lock);
	return n;
}
