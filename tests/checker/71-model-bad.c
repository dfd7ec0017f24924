/* SPDX-License-Identifier: MIT
 *
 * Code that cannot be touched, with a model beside it, used wrongly.
 *
 * args: --model 71-model.ini
 * expect: irq-inversion: spinlock `queue.lock` is held while an interrupt handler can interrupt the holder
 * expect: block-in-atomic: `get_pages` may block while spinlock `queue.lock` is held
 * expect: block-in-atomic: `sleeper_wait` may block while in state in_softirq
 * expect: guarded-by: `queue.length` is read without `queue.lock`
 * expect: lock-imbalance: `begin` returns with mutex `queue.turn` held
 * expect: lock-order: locks are taken in a cycle: queue.turn -> control -> queue.turn
 * count: 6
 * chain: handler: entry point (stored in `driver.interrupt`, which is called in in_irq)
 * chain: tick: entry point (stored in `fn of timer_add`, which is called in in_softirq)
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

	lock_plain(&q->lock);
	get_pages(1, MAY_WAIT | HIGH);
	unlock_plain(&q->lock);
	return q->length;
}

static void tick(void *arg)
{
	struct queue *q = arg;

	sleeper_wait(&q->turn);
	sleeper_wake(&q->turn);
}

/* Returns with the lock where the wait succeeded. */
int begin(void)
{
	if (sleeper_wait_killable(&rx.turn))
		return -1;
	sleeper_wait(&control);
	sleeper_wake(&control);
	return 0;
}

void other(void)
{
	sleeper_wait(&control);
	if (!sleeper_wait_killable(&rx.turn))
		sleeper_wake(&rx.turn);
	sleeper_wake(&control);
}

static const struct driver driver = { .open = open, .interrupt = handler };

int start(void)
{
	timer_add(10, tick, &rx);
	return driver_add(&driver);
}
