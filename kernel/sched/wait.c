/* SPDX-License-Identifier: MIT
 *
 * wait.c: wait queues.  The queue's lock guards its list and `woken` of each
 * waiter on it; a waiter is on the list from wait_prepare until it is woken or
 * wait_sleep returns, so a waker always finds a live thread.
 */
#include <kernel/errno.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include "sched.h"

void wait_queue_init(struct wait_queue *q)
{
	irq_spin_init(wait_queue, lock, q);
	list_init(&q->waiters);
}

static void wake_first_locked(struct wait_queue *q) HF_REQUIRES(q->lock);
static void wake_first_locked(struct wait_queue *q)
{
	struct waiter *w = list_first(&q->waiters, struct waiter, link);

	list_remove(&w->link);
	w->woken = true;
	sched_wake(w->thread);
}

void wake_one(struct wait_queue *q)
{
	irq_spin_lock(&q->lock);
	if (!list_empty(&q->waiters))
		wake_first_locked(q);
	irq_spin_unlock(&q->lock);
}

void wake_all_locked(struct wait_queue *q)
{
	while (!list_empty(&q->waiters))
		wake_first_locked(q);
}

void wake_all(struct wait_queue *q)
{
	irq_spin_lock(&q->lock);
	wake_all_locked(q);
	irq_spin_unlock(&q->lock);
}

void wait_prepare(struct wait_queue *q, struct waiter *w)
{
	w->thread = current_thread();
	w->woken = false;
	irq_spin_lock(&q->lock);
	list_add_tail(&q->waiters, &w->link);
	irq_spin_unlock(&q->lock);
}

bool wait_leave(struct wait_queue *q, struct waiter *w)
{
	bool woken;

	irq_spin_lock(&q->lock);
	list_remove(&w->link);
	woken = w->woken;
	irq_spin_unlock(&q->lock);
	return woken;
}

int wait_sleep(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
{
	/* A wake-up since wait_prepare took the waiter off the queue, and its token may
	 * be spent by now: taking a lock to test the condition can have slept too. */
	if (!READ_ONCE(w->woken))
		thread_block(deadline_ns);
	if (!wait_leave(q, w) && deadline_ns && clock_ns() >= deadline_ns)
		return -ETIMEDOUT;
	return 0;
}

static int sleep_until_interrupted(struct wait_queue *q, struct waiter *w,
				   uint64_t deadline_ns, unsigned flags) HF_MAY_BLOCK;
static int sleep_until_interrupted(struct wait_queue *q, struct waiter *w,
				   uint64_t deadline_ns, unsigned flags)
{
	/* Interrupted after this test, the thread has a token and does not sleep. */
	if (!READ_ONCE(w->woken) && !thread_interrupted(flags))
		thread_block(deadline_ns);
	if (wait_leave(q, w))
		return 0;
	if (thread_interrupted(flags))
		return -EINTR;
	return deadline_ns && clock_ns() >= deadline_ns ? -ETIMEDOUT : 0;
}

int wait_sleep_interruptible(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
{
	return sleep_until_interrupted(q, w, deadline_ns, THREAD_SIGNAL | THREAD_KILL);
}

int wait_sleep_killable(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
{
	return sleep_until_interrupted(q, w, deadline_ns, THREAD_KILL);
}

void wait_finish(struct wait_queue *q, struct waiter *w)
{
	/* It needed no wake-up, but got one: that was for somebody else. */
	if (wait_leave(q, w))
		wake_one(q);
}
