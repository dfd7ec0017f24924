/* SPDX-License-Identifier: MIT
 *
 * No majority and no fault: a field that is only read under the lock, one that two functions touch without it, an object that
 * nobody else has, and a function whose callers nobody sees.
 *
 * args: --model 700-guesses.ini
 * count: 0
 */
#include "700-guesses.h"

static void put(struct queue *q)
{
	latch_take(&q->lock);
	q->head += q->size;
	q->tail++;
	latch_give(&q->lock);
}

static void get(struct queue *q)
{
	latch_take(&q->lock);
	q->head -= q->size;
	q->tail--;
	latch_give(&q->lock);
}

static void move(struct queue *q)
{
	latch_take(&q->lock);
	q->head = q->size;
	q->tail = 0;
	latch_give(&q->lock);
}

static int size(struct queue *q) { return q->size; }
static int first(struct queue *q) { return q->tail; }
static int last(struct queue *q) { return q->tail + 1; }
void put_locked(struct queue *q) { q->head++; }

struct queue *all(struct queue *q)
{
	struct queue *own = new_queue();

	own->head = 0;
	put(q);
	get(q);
	move(q);
	own->tail = size(q) + first(q) + last(q);
	return own;
}
