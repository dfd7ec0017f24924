/* SPDX-License-Identifier: MIT
 *
 * A lock that is taken with interrupts off at two places, and with interrupts on by a function that sleeps.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: uneven-mask: spinlock `queue.lock` is taken without state no_irq, in which it is taken at 2 other places
 * chain: drop: acquires `queue.lock`
 * count: 1
 */
#include "700-guesses.h"

static void put(struct queue *q)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
}

static void get(struct queue *q)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
}

static void drop(struct queue *q)
{
	nap();
	latch_take(&q->lock);
	latch_give(&q->lock);
}

void all(struct queue *q)
{
	put(q);
	get(q);
	drop(q);
}
