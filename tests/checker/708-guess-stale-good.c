/* SPDX-License-Identifier: MIT
 *
 * Tested again with the lock, or only behind the writes, or in functions that write nothing.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

void start(struct queue *q)
{
	if (q->head)
		return;
	latch_take(&q->lock);
	if (!q->head)
		q->head = 1;
	latch_give(&q->lock);
}

int stop(struct queue *q)
{
	latch_take(&q->lock);
	q->head = 0;
	q->tail = 1;
	latch_give(&q->lock);
	return q->tail;
}

int turn(struct queue *q)
{
	latch_take(&q->lock);
	q->tail = 0;
	latch_give(&q->lock);
	return q->tail;
}

int first(struct queue *q) { return q->head; }
int last(struct queue *q) { return q->head + q->tail; }
