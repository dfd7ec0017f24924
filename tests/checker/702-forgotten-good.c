/* SPDX-License-Identifier: MIT
 *
 * What looks like it: a helper that returns the locked object, one whose result tells, one that always gives back, and
 * an external function that takes a lock for its callers.
 *
 * args: --model 700-guesses.ini
 * count: 0
 */
#include "700-guesses.h"

struct queue *find_queue(int number);

static struct queue *look(int number)
{
	struct queue *q = find_queue(number);

	latch_take(&q->lock);
	if (!q->size) {
		latch_give(&q->lock);
		return 0;
	}
	return q;
}

int look_at_one(void)
{
	struct queue *q = look(1);

	if (!q)
		return -1;
	latch_give(&q->lock);
	return 0;
}

static int finish(struct queue *q)
{
	if (!q->tail)
		return -1;
	latch_give(&q->lock);
	return 0;
}

int begin(struct queue *q)
{
	int ret;

	latch_take(&q->lock);
	ret = finish(q);
	if (ret)
		latch_give(&q->lock);
	return ret;
}

void take(int nested)
{
	if (nested)
		nap();
	hidden_take();
}

void both(void)
{
	take(0);
	hidden_give();
}
