/* SPDX-License-Identifier: MIT
 *
 * A field that three functions touch under the lock, and one without it; a list that a callee is given;
 * a helper that is called with the lock by all but one.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `queue.head` is written without `queue.lock`, with which 3 other functions touch it
 * chain: reset: writes it
 * expect: guard-guessed: `queue.items` is written without `queue.lock`, with which 3 other functions touch it
 * expect: guard-guessed: `queue.size` is written without `queue.lock`, with which 3 other functions touch it
 * chain: forget: calls shrink
 * count: 3
 */
#include "700-guesses.h"

static void shrink(struct queue *q) { q->size--; }

static void put(struct queue *q)
{
	latch_take(&q->lock);
	q->head++;
	list_add(&q->items);
	shrink(q);
	latch_give(&q->lock);
}

static void get(struct queue *q)
{
	latch_take(&q->lock);
	q->head--;
	list_add(&q->items);
	shrink(q);
	latch_give(&q->lock);
}

static void move(struct queue *q)
{
	latch_take(&q->lock);
	q->head = q->tail;
	list_add(&q->items);
	shrink(q);
	latch_give(&q->lock);
}

static void reset(struct queue *q) { q->head = 0; }
static void insert(struct queue *q) { list_add(&q->items); }
static void forget(struct queue *q) { shrink(q); }

void all(struct queue *q)
{
	put(q);
	get(q);
	move(q);
	reset(q);
	insert(q);
	forget(q);
}
