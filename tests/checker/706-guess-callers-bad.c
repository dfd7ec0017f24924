/* SPDX-License-Identifier: MIT
 *
 * A helper that is called with the lock of the object by all but one, whatever it does.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `unlink(queue)` is called without `queue.lock`, with which all others call it
 * chain: drop: calls it
 * expect: guard-guessed: `note(queue)` is called without `queue.lock`, with which 3 other functions call it
 * chain: forget: calls it
 * count: 2
 */
#include "700-guesses.h"

void note(int *at);
static void unlink(struct queue *q, int *record) { *record = !q; }

static void put(struct queue *q, int *record)
{
	latch_take(&q->lock);
	unlink(q, record);
	note(&q->size);
	latch_give(&q->lock);
}

static void get(struct queue *q, int *record)
{
	latch_take(&q->lock);
	unlink(q, record);
	note(&q->size);
	latch_give(&q->lock);
}

static void drop(struct queue *q, int *record)
{
	unlink(q, record);
	latch_take(&q->lock);
	note(&q->size);
	latch_give(&q->lock);
}

static void forget(struct queue *q) { note(&q->size); }

void all(struct queue *q, int *record)
{
	put(q, record);
	get(q, record);
	drop(q, record);
	forget(q);
}
