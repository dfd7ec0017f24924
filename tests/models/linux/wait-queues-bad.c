/* SPDX-License-Identifier: MIT
 *
 * The lock of a wait queue that an interrupt handler wakes is taken with interrupts on.
 */
#include "linux.h"

struct line { wait_queue_head_t wait; int events; };

static struct line line;

static irqreturn_t line_irq(int irq, void *dev)
{
	spin_lock(&line.wait.lock);
	line.events++;
	spin_unlock(&line.wait.lock);
	return IRQ_HANDLED;
}

int line_probe(unsigned int irq) { return request_irq(irq, line_irq, 0, "line", NULL); }

int line_events(void)
{
	int n;

	spin_lock(&line.wait.lock); // expect: irq-inversion: `line.wait` is held while an interrupt handler can interrupt
	n = line.events;
	spin_unlock(&line.wait.lock);
	return n;
}
