/* SPDX-License-Identifier: MIT
 *
 * Tested without the lock, then set with it: who was faster is not seen.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `queue.head` is read without `queue.lock`, which is taken behind that to write it
 * chain: start: reads it
 * count: 1
 */
#include "700-guesses.h"

void start(struct queue *q)
{
	while (q->head)
		nap();
	latch_take(&q->lock);
	q->head = 1;
	latch_give(&q->lock);
}

void stop(struct queue *q)
{
	latch_take(&q->lock);
	q->head = 0;
	latch_give(&q->lock);
}
