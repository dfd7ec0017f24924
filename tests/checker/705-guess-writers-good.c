/* SPDX-License-Identifier: MIT
 *
 * Written without the lock by two, or by who makes the lock: its object is in nobody's hands yet.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

void setup(struct queue *q)
{
	q->head = 1;
	latch_init(&q->lock);
}

void put(struct queue *q)
{
	latch_take(&q->lock);
	q->head++;
	q->tail++;
	latch_give(&q->lock);
}

void get(struct queue *q)
{
	latch_take(&q->lock);
	q->size = q->head + q->tail;
	latch_give(&q->lock);
}

void turn(struct queue *q)
{
	latch_take(&q->lock);
	q->size++;
	latch_give(&q->lock);
}

int first(struct queue *q) { return q->head; }
void begin(struct queue *q) { q->tail = 0; }
void end(struct queue *q) { q->tail = 0; }
