/* SPDX-License-Identifier: MIT
 *
 * The same without the mask where interrupts may be off already: nothing says that they are on.
 *
 * args: --model 700-guesses.ini
 * count: 0
 */
#include "700-guesses.h"

void put(struct queue *q)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
}

void get(struct queue *q)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
}

void drop(struct queue *q)
{
	latch_take(&q->lock);
	latch_give(&q->lock);
}
