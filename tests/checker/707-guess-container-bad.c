/* SPDX-License-Identifier: MIT
 *
 * Put on a list under the lock of who has the list, and taken off without it.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `task.place` is written without `queue.lock`, with which all others write it
 * chain: leave: writes it
 * count: 1
 */
#include "700-guesses.h"

static void enter(struct queue *q, struct task *t)
{
	latch_take(&q->lock);
	list_add(&t->place);
	latch_give(&q->lock);
}

static void leave(struct task *t) { list_del(&t->place); }

void run(struct queue *q, struct task *t)
{
	enter(q, t);
	leave(t);
}
