/* SPDX-License-Identifier: MIT
 *
 * Under that lock, both times; and one that nobody locks for, and one that is not put anywhere.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

struct job { struct latch own; struct list place; };

static void enter(struct queue *q, struct task *t, struct job *j)
{
	latch_take(&q->lock);
	list_add(&t->place);
	latch_give(&q->lock);
	list_add(&j->place);
}

static void leave(struct queue *q, struct task *t, struct job *j)
{
	latch_take(&q->lock);
	list_del(&t->place);
	latch_give(&q->lock);
	list_del(&j->place);
}

void run(struct queue *q, struct task *t, struct job *j)
{
	enter(q, t, j);
	leave(q, t, j);
}
