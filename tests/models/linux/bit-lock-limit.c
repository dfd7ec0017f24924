/* SPDX-License-Identifier: MIT
 *
 * Which bit it is, is not known: its holder waits for it again, and a handler spins on it.  Only the mask is seen.
 */
#include "linux.h"

struct buffer { unsigned long state; int users; };

static irqreturn_t buffer_interrupt(int irq, void *dev_id)
{
	struct buffer *b = dev_id;

	bit_spin_lock(3, &b->state);
	b->users--;
	bit_spin_unlock(3, &b->state);
	return IRQ_HANDLED;
}

static void buffer_count(struct buffer *b)
{
	bit_spin_lock(3, &b->state);
	b->users++;
	bit_spin_unlock(3, &b->state);
}

int buffer_start(struct buffer *b)
{
	bit_spin_lock(3, &b->state);
	buffer_count(b);
	bit_spin_unlock(3, &b->state);
	return request_irq(3, buffer_interrupt, 0, "buffer", b);
}
