/* SPDX-License-Identifier: MIT
 *
 * Code that cannot be touched, with a model beside it, used as it must be.
 *
 * args: --model 71-model.ini
 */
#include "71-model.h"

static struct queue rx;
static sleeper_t control;

static void handler(void *arg)
{
	struct queue *q = arg;
	flags_t flags;

	lock_save(&q->lock, flags);
	q->length++;
	unlock_restore(&q->lock, flags);
}

static int open(void *arg)
{
	struct queue *q = arg;

	flags_t flags;
	int length;

	get_pages(1, MAY_WAIT | HIGH);
	lock_save(&q->lock, flags);
	get_pages(1, HIGH);
	length = q->length;
	unlock_restore(&q->lock, flags);
	return length;
}

static void tick(void *arg)
{
	struct queue *q = arg;

	flags_t flags;

	lock_save(&q->lock, flags);
	unlock_restore(&q->lock, flags);
	if (lock_attempt(&q->extra))
		unlock_plain(&q->extra);
}

int begin(void)
{
	if (sleeper_wait_killable(&rx.turn))
		return -1;
	sleeper_wait(&control);
	sleeper_wake(&control);
	sleeper_wake(&rx.turn);
	return 0;
}

void other(void)
{
	if (!sleeper_wait_killable(&rx.turn)) {
		sleeper_wait(&control);
		sleeper_wake(&control);
		sleeper_wake(&rx.turn);
	}
}

static const struct driver driver = { .open = open, .interrupt = handler };

int start(void)
{
	timer_add(10, tick, &rx);
	return driver_add(&driver);
}
