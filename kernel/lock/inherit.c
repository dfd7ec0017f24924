/* SPDX-License-Identifier: MIT
 *
 * inherit.c: priority inheritance.  What a thread runs with is the highest of its own
 * priority and those of the first in line of each mutex that it owns.  A change goes along the
 * chain of owners that wait themselves; each step is one pass over a line.
 */
#include <kernel/errno.h>
#include "inherit.h"
#include "kernel/sched/sched.h"

DEFINE_IRQ_SPINLOCK(mutex_line_lock, no_irq);

/* A chain that is longer, or a deadlock's circle, is not followed to its end. */
#define MAX_STEPS 32

static unsigned priority_of(const struct mutex_waiter *w)
{
	return READ_ONCE(w->thread->priority);
}

void inherit_line_up(mutex_t *m, struct mutex_waiter *w)
{
	struct list *before = m->waiters.next;

	while (before != &m->waiters &&
	       priority_of(list_entry(before, struct mutex_waiter, link)) >= priority_of(w))
		before = before->next;
	list_add_tail(before, &w->link);
}

static unsigned highest(struct thread *t) HF_REQUIRES(mutex_line_lock);
static unsigned highest(struct thread *t)
{
	unsigned priority = READ_ONCE(t->base_priority);

	list_for_each(link, &t->contended) {
		mutex_t *m = list_entry(link, mutex_t, link);
		unsigned first = priority_of(list_first(&m->waiters, struct mutex_waiter, link));

		if (first > priority)
			priority = first;
	}
	return priority;
}

void inherit_settle(struct thread *t)
{
	for (unsigned i = 0; t && i < MAX_STEPS; i++) {
		unsigned priority = highest(t);

		if (priority == READ_ONCE(t->priority))
			return;
		sched_set_priority(t, priority);
		if (!t->waiting_mutex)
			return;
		list_remove(&t->waiting_as->link);
		inherit_line_up(t->waiting_mutex, t->waiting_as);
		t = mutex_owner(t->waiting_mutex);
	}
}

int thread_set_priority(struct thread *t, unsigned priority)
{
	if (priority >= THREAD_PRIORITIES)
		return -EINVAL;
	irq_spin_lock(&mutex_line_lock);
	WRITE_ONCE(t->base_priority, (uint8_t)priority);
	inherit_settle(t);
	irq_spin_unlock(&mutex_line_lock);
	return 0;
}

unsigned thread_priority(const struct thread *t)
{
	return READ_ONCE(t->base_priority);
}
