/* SPDX-License-Identifier: MIT
 *
 * Helpers that are called without the lock by two, that only one calls with it, that are given what nobody may write, or
 * an object that nobody else has yet.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

static void twice(struct queue *q, int *record) { *record = !q; }
static void once(struct queue *q, int *record) { *record = !q; }
static void look(const struct queue *q, int *record) { *record = !q; }
static void fill(struct queue *q, int *record) { *record = !q; }

static void put(struct queue *q, int *record)
{
	latch_take(&q->lock);
	twice(q, record);
	look(q, record);
	fill(q, record);
	latch_give(&q->lock);
}

static void get(struct queue *q, int *record)
{
	latch_take(&q->lock);
	twice(q, record);
	once(q, record);
	look(q, record);
	fill(q, record);
	latch_give(&q->lock);
}

static void others(struct queue *q, int *record)
{
	twice(q, record);
	once(q, record);
	look(q, record);
}

struct queue *all(struct queue *q, int *record)
{
	struct queue *own = new_queue();

	fill(own, record);
	put(q, record);
	get(q, record);
	twice(q, record);
	others(q, record);
	return own;
}
