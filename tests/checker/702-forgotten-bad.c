/* SPDX-License-Identifier: MIT
 *
 * Found where it is forgotten, not where somebody hears of it: the lock of an object that only a helper's variable leads to; a
 * helper that gives its caller's lock back on one of its ways; a way that no seen caller takes.
 *
 * args: --model 700-guesses.ini
 * expect: lock-imbalance: `look` returns with spinlock `queue.lock` held
 * expect: lock-imbalance: `finish` returns with spinlock `queue.lock` held
 * expect: lock-imbalance: `set` returns with mutex `hidden_lock` held
 * count: 3
 */
#include "700-guesses.h"

struct queue *find_queue(int number);

static void look(int number)
{
	struct queue *q = find_queue(number);

	latch_take(&q->lock);
	if (q->size)
		return;
	latch_give(&q->lock);
}

void look_at_all(void)
{
	for (int i = 0; i < 9; i++)
		look(i);
}

static int finish(struct queue *q)
{
	if (!q->tail)
		return -1;
	latch_give(&q->lock);
	return q->head ? -2 : 0;
}

int begin(struct queue *q)
{
	latch_take(&q->lock);
	return finish(q);
}

int set(int flags)
{
	hidden_take();
	if (flags & 4)
		return -1;
	hidden_give();
	return flags ? -2 : 0;
}

int set_none(void) { return set(0); }
