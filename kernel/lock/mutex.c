/* SPDX-License-Identifier: MIT
 *
 * mutex.c: the sleeping lock.  Taking a free mutex and releasing one that nobody waits for is
 * one atomic exchange of `owner`.  Bit 0 sends everybody else through mutex_line_lock, under
 * which it is set as long as the line isn't empty.
 *
 * unlock frees the mutex and wakes the first in line, and whoever runs first gets
 * it: a thread that comes back to a busy mutex need not wait for a switch to each
 * of those in line, unless one of them is more urgent.  Once the first in line has waited for
 * HANDOVER_NS, unlock hands the mutex to it instead, so nobody is overtaken for longer.
 */
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/time.h>
#include "inherit.h"
#include "kernel/base/clock.h"
#include "kernel/sched/explore.h"
#include "kernel/sched/sched.h"

#define HANDOVER_NS (5 * NSEC_PER_MSEC)

enum { WAITERS = 1 };

void mutex_init_class(mutex_t *m, struct lockdep_class *cls)
{
	*m = (mutex_t){ .dep.cls = cls };
	list_init(&m->waiters);
	list_init(&m->link);
}

static bool exchange(mutex_t *m, uintptr_t from, uintptr_t to)
{
	return __atomic_compare_exchange_n(&m->owner, &from, to, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

struct thread *mutex_owner(const mutex_t *m)
{
	return (struct thread *)(__atomic_load_n(&m->owner, __ATOMIC_RELAXED) & ~(uintptr_t)WAITERS);
}

static void note_owner(mutex_t *m, const void *site)
{
	WRITE_ONCE(m->site, site);
	WRITE_ONCE(m->since, clock_counter());
}

/* The owner is `t`, the line as it is now. */
static void own_locked(mutex_t *m, struct thread *t, const void *site) HF_REQUIRES(mutex_line_lock);
static void own_locked(mutex_t *m, struct thread *t, const void *site)
{
	bool line = !list_empty(&m->waiters);

	__atomic_store_n(&m->owner, (uintptr_t)t | (line ? WAITERS : 0), __ATOMIC_RELEASE);
	note_owner(m, site);
	if (line) {
		list_add_tail(&t->contended, &m->link);
		inherit_settle(t);
	}
}

static struct mutex_waiter *first_locked(mutex_t *m) HF_REQUIRES(mutex_line_lock);
static struct mutex_waiter *first_locked(mutex_t *m)
{
	return list_empty(&m->waiters) ? NULL : list_first(&m->waiters, struct mutex_waiter, link);
}

/* Must a newcomer stay behind `w`, the first in line? */
static bool goes_first(const struct mutex_waiter *w, const struct thread *newcomer)
{
	int ahead = READ_ONCE(w->thread->priority) - READ_ONCE(newcomer->priority);

	return ahead > 0 || (ahead == 0 && clock_ns() - w->since_ns >= HANDOVER_NS);
}

/* Takes the mutex if it is free and the first in line doesn't mind; else the bit is set. */
static bool take_or_mark(mutex_t *m, const struct mutex_waiter *w) HF_REQUIRES(mutex_line_lock);
static bool take_or_mark(mutex_t *m, const struct mutex_waiter *w)
{
	struct mutex_waiter *first = first_locked(m);

	while (!first) {
		uintptr_t owner = __atomic_load_n(&m->owner, __ATOMIC_RELAXED);

		/* Those on the fast path change it meanwhile. */
		if (!owner && exchange(m, 0, (uintptr_t)w->thread)) {
			note_owner(m, w->site);
			return true;
		}
		if (owner && exchange(m, owner, owner | WAITERS))
			return false;
	}
	if (mutex_owner(m) || goes_first(first, w->thread))
		return false;
	own_locked(m, w->thread, w->site);
	return true;
}

static void join_line(mutex_t *m, struct mutex_waiter *w) HF_REQUIRES(mutex_line_lock);
static void join_line(mutex_t *m, struct mutex_waiter *w)
{
	struct thread *owner = mutex_owner(m);

	w->since_ns = clock_ns();
	inherit_line_up(m, w);
	WRITE_ONCE(w->thread->waiting_since_ns, w->since_ns);
	WRITE_ONCE(w->thread->waiting_lock, &m->dep);
	WRITE_ONCE(w->thread->waiting_mutex, m);
	w->thread->waiting_as = w;
	if (owner) {
		list_remove(&m->link);
		list_add_tail(&owner->contended, &m->link);
		inherit_settle(owner);
	}
}

static void leave_line(struct mutex_waiter *w) HF_REQUIRES(mutex_line_lock);
static void leave_line(struct mutex_waiter *w)
{
	list_remove(&w->link);
	WRITE_ONCE(w->thread->waiting_mutex, NULL);
	WRITE_ONCE(w->thread->waiting_lock, NULL);
	w->thread->waiting_as = NULL;
}

/* In line, and awake: was it handed over, or is it free?  That another one is the first by now, because
 * it has become more urgent, is no reason to leave it: that one was not woken. */
static bool take_turn(mutex_t *m, struct mutex_waiter *w)
{
	bool mine;

	irq_spin_lock(&mutex_line_lock);
	mine = w->granted;
	if (!mine && !mutex_owner(m)) {
		leave_line(w);
		own_locked(m, w->thread, w->site);
		mine = true;
	}
	irq_spin_unlock(&mutex_line_lock);
	return mine;
}

/* Takes the mutex if that can be done at once; else `w` is in line. */
static bool take_or_join(mutex_t *m, struct mutex_waiter *w)
{
	bool mine;

	irq_spin_lock(&mutex_line_lock);
	mine = take_or_mark(m, w);
	if (!mine)
		join_line(m, w);
	irq_spin_unlock(&mutex_line_lock);
	return mine;
}

static void lock_slowly(mutex_t *m, struct mutex_waiter *w) HF_MAY_BLOCK;
static void lock_slowly(mutex_t *m, struct mutex_waiter *w)
{
	if (take_or_join(m, w))
		return;
	lockdep_contended(&m->dep, w->site);
	do
		thread_block(0);
	while (!take_turn(m, w));
	lockdep_acquired(&m->dep);
}

void mutex_lock(mutex_t *m)
{
	struct mutex_waiter w = { .thread = current_thread(), .site = CALLER_SITE() };

	explore_point();
	lockdep_acquire(&m->dep, 0, CALLER_SITE());
	if (exchange(m, 0, (uintptr_t)w.thread))
		note_owner(m, w.site);
	else
		lock_slowly(m, &w);
}

bool mutex_trylock(mutex_t *m)
{
	if (!exchange(m, 0, (uintptr_t)current_thread()))
		return false;
	note_owner(m, CALLER_SITE());
	lockdep_acquire(&m->dep, LOCKDEP_TRY, CALLER_SITE());
	return true;
}

static void unlock_slowly(mutex_t *m, struct thread *me)
{
	struct mutex_waiter *first;

	if (mutex_owner(m) != me)
		panic("mutex %s is released by a thread that does not own it", m->dep.cls->name);
	irq_spin_lock(&mutex_line_lock);
	list_remove(&m->link);
	first = first_locked(m);
	if (clock_ns() - first->since_ns >= HANDOVER_NS) {
		leave_line(first);
		own_locked(m, first->thread, first->site);
		first->granted = true;
	} else {
		__atomic_store_n(&m->owner, WAITERS, __ATOMIC_RELEASE);
	}
	sched_wake(first->thread);
	inherit_settle(me);
	irq_spin_unlock(&mutex_line_lock);
}

void mutex_unlock(mutex_t *m)
{
	struct thread *me = current_thread();

	lockdep_release(&m->dep, CALLER_SITE());
	if (!exchange(m, (uintptr_t)me, 0))
		unlock_slowly(m, me);
	explore_point();
}
