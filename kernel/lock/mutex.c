/* SPDX-License-Identifier: MIT
 *
 * mutex.c: the sleeping lock.  `guard` covers the owner and the line of waiters.
 *
 * unlock frees the mutex and wakes the first in line, and whoever runs first gets
 * it: a thread that comes back to a busy mutex need not wait for a switch to each
 * of those in line.  Once the first in line has waited for HANDOVER_NS, unlock hands
 * the mutex to it instead, so nobody is overtaken for longer.
 */
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/time.h>
#include "kernel/sched/sched.h"

struct lockdep_class mutex_guard_class =
	LOCKDEP_CLASS_INIT("mutex.guard", HF_KIND_irq_spin, HF_DECLARED(mutex, guard));

#define HANDOVER_NS (5 * NSEC_PER_MSEC)

/* On the stack of the one that waits; all of it under the mutex's guard. */
struct mutex_waiter {
	struct list link;
	struct thread *thread;
	const void *site;
	uint64_t since_ns;
	bool granted;                   /* handed over: off the line and the owner */
};

void mutex_init_class(mutex_t *m, struct lockdep_class *cls)
{
	*m = (mutex_t){ .guard.core.dep.cls = &mutex_guard_class, .dep.cls = cls };
	list_init(&m->waiters);
}

static void own_locked(mutex_t *m, struct thread *t, const void *site) HF_REQUIRES(m->guard);
static void own_locked(mutex_t *m, struct thread *t, const void *site)
{
	m->owner = t;
	m->site = site;
	m->since_ns = clock_ns();
}

/* Takes the mutex if it is free and this one's turn. */
static bool take_turn(mutex_t *m, struct mutex_waiter *w)
{
	bool mine;

	irq_spin_lock(&m->guard);
	mine = w->granted;
	if (!mine && !m->owner && m->waiters.next == &w->link) {
		list_remove(&w->link);
		own_locked(m, w->thread, w->site);
		mine = true;
	}
	irq_spin_unlock(&m->guard);
	return mine;
}

static void sleep_in_line(mutex_t *m, struct mutex_waiter *w) HF_MAY_BLOCK;
static void sleep_in_line(mutex_t *m, struct mutex_waiter *w)
{
	WRITE_ONCE(w->thread->waiting_since_ns, w->since_ns);
	WRITE_ONCE(w->thread->waiting_mutex, m);
	do
		thread_block(0);
	while (!take_turn(m, w));
	WRITE_ONCE(w->thread->waiting_mutex, NULL);
}

void mutex_lock(mutex_t *m)
{
	struct mutex_waiter w = { .thread = current_thread(), .site = CALLER_SITE() };
	bool mine;

	lockdep_acquire(&m->dep, 0, CALLER_SITE());
	irq_spin_lock(&m->guard);
	mine = !m->owner;
	if (mine) {
		own_locked(m, w.thread, w.site);
	} else {
		w.since_ns = clock_ns();
		list_add_tail(&m->waiters, &w.link);
	}
	irq_spin_unlock(&m->guard);
	if (mine)
		return;
	lockdep_contended(&m->dep, w.site);
	sleep_in_line(m, &w);
	lockdep_acquired(&m->dep);
}

bool mutex_trylock(mutex_t *m)
{
	bool mine;

	irq_spin_lock(&m->guard);
	mine = !m->owner;
	if (mine)
		own_locked(m, current_thread(), CALLER_SITE());
	irq_spin_unlock(&m->guard);
	if (mine)
		lockdep_acquire(&m->dep, LOCKDEP_TRY, CALLER_SITE());
	return mine;
}

void mutex_unlock(mutex_t *m)
{
	lockdep_release(&m->dep, CALLER_SITE());
	irq_spin_lock(&m->guard);
	if (m->owner != current_thread())
		panic("mutex %s is released by a thread that does not own it", m->dep.cls->name);
	m->owner = NULL;
	if (!list_empty(&m->waiters)) {
		struct mutex_waiter *w = list_first(&m->waiters, struct mutex_waiter, link);

		if (clock_ns() - w->since_ns >= HANDOVER_NS) {
			list_remove(&w->link);
			own_locked(m, w->thread, w->site);
			w->granted = true;
		}
		sched_wake(w->thread);
	}
	irq_spin_unlock(&m->guard);
}
