/* SPDX-License-Identifier: MIT
 *
 * Nobody who may be a handler; nobody who masks; or two that don't.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

struct ring { struct latch lock; };
struct slot { struct latch lock; };

void insert(struct queue *q, struct ring *r, struct slot *s)
{
	nap();
	latch_take(&q->lock);
	latch_give(&q->lock);
	latch_take(&r->lock);
	latch_give(&r->lock);
	latch_take(&s->lock);
	latch_give(&s->lock);
}

void remove(struct queue *q, struct slot *s)
{
	unsigned long flags = latch_take_irq(&q->lock);

	latch_give_irq(&q->lock, flags);
	flags = latch_take_irq(&s->lock);
	latch_give_irq(&s->lock, flags);
}

void drop(struct slot *s)
{
	nap();
	latch_take(&s->lock);
	latch_give(&s->lock);
}

void event(struct ring *r, struct slot *s)
{
	latch_take(&r->lock);
	latch_give(&r->lock);
	latch_take(&s->lock);
	latch_give(&s->lock);
}
