/* SPDX-License-Identifier: MIT
 *
 * A field that is read in many ways, and written under the lock by all but one; that one is known to nobody but others take
 * the lock at the program's edge themselves.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `queue.head` is written without `queue.lock`, with which all others write it
 * chain: reset: writes it
 * count: 1
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

int first(struct queue *q) { return q->head; }
int next(struct queue *q) { return q->head + 1; }
void reset(struct queue *q) { q->head = 0; }
