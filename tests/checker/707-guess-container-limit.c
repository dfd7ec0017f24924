/* SPDX-License-Identifier: MIT
 *
 * A link of a record without any lock: what makes it looks like who forgets the lock.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `job.place` is written without `queue.lock`, with which all others write it
 * count: 1
 */
#include "700-guesses.h"

struct job { struct list place; };

static void enter(struct queue *q, struct job *j)
{
	latch_take(&q->lock);
	list_add(&j->place);
	latch_give(&q->lock);
}

static void reset(struct job *j) { list_del(&j->place); }

void run(struct queue *q, struct job *j)
{
	reset(j);
	enter(q, j);
}
