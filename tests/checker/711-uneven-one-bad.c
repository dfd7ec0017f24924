/* SPDX-License-Identifier: MIT
 *
 * One that masks, one that may be a handler, and one that sleeps further down and doesn't mask.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: uneven-mask: spinlock `queue.lock` is taken without state no_irq, in which it is taken at 1 other place
 * chain: insert: acquires `queue.lock`
 * count: 1
 */
#include "700-guesses.h"

static void prepare(void) { nap(); }

void insert(struct queue *q)
{
	prepare();
	latch_take(&q->lock);
	latch_give(&q->lock);
}

void remove(struct queue *q)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
}

void event(struct queue *q)
{
	latch_take(&q->lock);
	latch_give(&q->lock);
}
