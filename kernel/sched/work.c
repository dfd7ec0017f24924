/* SPDX-License-Identifier: MIT
 *
 * work.c: one thread for each work queue, first come first served.  fn may free its work, so
 * nothing here touches it once fn was called; `running` is only compared.
 */
#include <kernel/thread.h>
#include <kernel/work.h>
#include "sched.h"

struct work_queue system_work;

void work_set(struct work *w, void (*fn)(struct work *w))
{
	*w = (struct work){ .fn = fn };
	list_init(&w->link);
}

static struct work *take(struct work_queue *q)
{
	struct work *w = NULL;

	irq_spin_lock(&q->lock);
	if (!list_empty(&q->pending)) {
		w = list_first(&q->pending, struct work, link);
		list_remove(&w->link);
		w->pending = false;
	}
	q->running = w;
	irq_spin_unlock(&q->lock);
	return w;
}

static void worker(void *arg)
{
	struct work_queue *q = arg;

	for (;;) {
		struct work *w = take(q);

		wake_all(&q->idle);             /* who waits for the one before */
		if (w)
			w->fn(w);
		else
			thread_block(0);
	}
}

int work_queue_start(struct work_queue *q, const char *name, unsigned priority)
{
	irq_spin_init(work_queue, lock, q);
	list_init(&q->pending);
	wait_queue_init(&q->idle);
	return thread_create_on(name, worker, q, priority, UINT32_MAX, &q->thread);
}

int work_init(void)
{
	return work_queue_start(&system_work, "work", THREAD_NORMAL);
}

bool work_submit(struct work_queue *q, struct work *w)
{
	bool added;

	irq_spin_lock(&q->lock);
	added = !w->pending;
	if (added) {
		w->pending = true;
		list_add_tail(&q->pending, &w->link);
	}
	irq_spin_unlock(&q->lock);
	if (added)
		sched_wake(q->thread);
	return added;
}

static bool is_running(struct work_queue *q, const struct work *w)
{
	bool running;

	irq_spin_lock(&q->lock);
	running = q->running == w;
	irq_spin_unlock(&q->lock);
	return running;
}

void work_cancel(struct work_queue *q, struct work *w)
{
	irq_spin_lock(&q->lock);
	if (w->pending) {
		list_remove(&w->link);
		w->pending = false;
	}
	irq_spin_unlock(&q->lock);
	wait_event(&q->idle, !is_running(q, w));
}
