/* SPDX-License-Identifier: MIT
 *
 * mutex.c: the sleeping lock.  `guard` covers the owner and the line of waiters;
 * unlock hands the mutex to the first in line, so nobody overtakes and a waiter
 * wakes up owning it.
 */
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/time.h>
#include "kernel/sched/sched.h"

struct lockdep_class mutex_guard_class =
	LOCKDEP_CLASS_INIT("mutex.guard", HF_KIND_irq_spin, HF_DECLARED(mutex, guard));

#define BOTTOM HF_TRUST("the primitive itself: the contract is its definition")

struct mutex_waiter {
	struct list link;
	struct thread *thread;
	const void *site;
	bool granted;                   /* atomic; set by the one who hands over */
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

static void sleep_until_granted(mutex_t *m, struct mutex_waiter *w) HF_MAY_BLOCK;
static void sleep_until_granted(mutex_t *m, struct mutex_waiter *w)
{
	WRITE_ONCE(w->thread->waiting_mutex, m);
	while (!__atomic_load_n(&w->granted, __ATOMIC_ACQUIRE))
		thread_block(0);
	WRITE_ONCE(w->thread->waiting_mutex, NULL);
}

BOTTOM void mutex_lock(mutex_t *m)
{
	struct mutex_waiter w = { .thread = current_thread(), .site = CALLER_SITE() };
	bool mine;

	lockdep_acquire(&m->dep, 0, CALLER_SITE());
	irq_spin_lock(&m->guard);
	mine = !m->owner;
	if (mine)
		own_locked(m, w.thread, w.site);
	else
		list_add_tail(&m->waiters, &w.link);
	irq_spin_unlock(&m->guard);
	if (!mine)
		sleep_until_granted(m, &w);
}

BOTTOM bool mutex_trylock(mutex_t *m)
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

BOTTOM void mutex_unlock(mutex_t *m)
{
	lockdep_release(&m->dep, CALLER_SITE());
	irq_spin_lock(&m->guard);
	if (m->owner != current_thread())
		panic("mutex %s is released by a thread that does not own it", m->dep.cls->name);
	if (list_empty(&m->waiters)) {
		m->owner = NULL;
	} else {
		struct mutex_waiter *w = list_first(&m->waiters, struct mutex_waiter, link);
		struct thread *t = w->thread;

		list_remove(&w->link);
		own_locked(m, t, w->site);
		/* From here on the waiter's stack frame may be gone; its thread is not. */
		__atomic_store_n(&w->granted, true, __ATOMIC_RELEASE);
		sched_wake(t);
	}
	irq_spin_unlock(&m->guard);
}
