/* SPDX-License-Identifier: MIT
 *
 * One caller with the lock and one without it: nobody can say which of them is right.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

static void unlink(struct queue *q, int *record) { *record = !q; }

void put(struct queue *q, int *record)
{
	latch_take(&q->lock);
	unlink(q, record);
	latch_give(&q->lock);
}

void drop(struct queue *q, int *record) { unlink(q, record); }
