/* SPDX-License-Identifier: MIT
 *
 * What makes an object without making its lock looks like one that forgot it.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `queue.head` is written without `queue.lock`, with which all others write it
 * count: 1
 */
#include "700-guesses.h"

static void clear(struct queue *q) { q->head = 0; }

struct queue *renew(struct queue *spare)
{
	clear(spare);
	return spare;
}

void put(struct queue *q)
{
	latch_take(&q->lock);
	q->head++;
	latch_give(&q->lock);
}

void get(struct queue *q)
{
	latch_take(&q->lock);
	q->tail = q->head;
	latch_give(&q->lock);
}

void turn(struct queue *q)
{
	latch_take(&q->lock);
	q->tail++;
	latch_give(&q->lock);
}
