/* SPDX-License-Identifier: MIT
 *
 * guards.c: common outer locks.
 */
#include "guards.h"

#include "class.h"

#define SHARED 1u

static lockdep_guard load(const lockdep_guard *lock)
{
	return __atomic_load_n(lock, __ATOMIC_RELAXED);
}

/* 0: one of those that aren't told apart. */
static lockdep_guard guard_of(const struct lockdep_held *held)
{
	if (!lockdep_class_learned(held->cls) || held->number > LOCKDEP_MAX_NUMBERED)
		return 0;
	return (lockdep_guard)((unsigned)lockdep_classes[held->cls].base << LOCKDEP_GUARD_CLASS_SHIFT |
			       (unsigned)held->number << 1 |
			       (lockdep_held_shared(held) ? SHARED : 0));
}

/* Behind the last entry of the same actor: what a handler on top holds is not the thread's. */
static unsigned segment_end(const struct lockdep_thread *thread, unsigned base)
{
	unsigned end = base;

	while (end < thread->depth && lockdep_context_entered(thread->held[end].context) ==
				      lockdep_context_entered(thread->held[base].context))
		end++;
	return end;
}

void lockdep_guards_take(struct lockdep_guards *out, const struct lockdep_thread *thread,
			 unsigned base, unsigned except)
{
	unsigned n = 0, end = segment_end(thread, base);

	*out = LOCKDEP_GUARDS_NONE;
	for (unsigned i = base; i < end && n < LOCKDEP_MAX_GUARDS; i++) {
		lockdep_guard guard = i == except ? 0 : guard_of(&thread->held[i]);

		if (guard)
			out->lock[n++] = guard;
	}
}

/* How the guard is held now: itself, weakened to shared, or 0. */
static lockdep_guard held_as(lockdep_guard guard, const struct lockdep_thread *thread, unsigned base,
			unsigned except)
{
	unsigned end = segment_end(thread, base);
	lockdep_guard best = 0;

	for (unsigned i = base; i < end; i++) {
		lockdep_guard now = i == except ? 0 : guard_of(&thread->held[i]);

		if ((now | SHARED) != (guard | SHARED))
			continue;
		if (!(now & SHARED))
			return guard;
		best = guard | SHARED;
	}
	return best;
}

bool lockdep_guards_meet(struct lockdep_guards *guards, const struct lockdep_thread *thread,
			 unsigned base, unsigned except)
{
	bool less = false;

	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		lockdep_guard guard = guards->lock[i];
		lockdep_guard now = guard ? held_as(guard, thread, base, except) : 0;

		if (now == guard)
			continue;
		__atomic_store_n(&guards->lock[i], now, __ATOMIC_RELAXED);
		less = true;
	}
	return less;
}

bool lockdep_guards_held(const struct lockdep_guards *guards, const struct lockdep_thread *thread,
			 unsigned base, unsigned except)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		lockdep_guard guard = load(&guards->lock[i]);

		if (guard && held_as(guard, thread, base, except) != guard)
			return false;
	}
	return true;
}

bool lockdep_guards_exclude(const struct lockdep_guards *a, const struct lockdep_guards *b)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++)
		for (unsigned k = 0; k < LOCKDEP_MAX_GUARDS; k++)
			if (a->lock[i] && (a->lock[i] | SHARED) == (b->lock[k] | SHARED) &&
			    !(a->lock[i] & b->lock[k] & SHARED))
				return true;
	return false;
}

bool lockdep_guards_empty(const struct lockdep_guards *guards)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++)
		if (guards->lock[i])
			return false;
	return true;
}

void lockdep_guards_forget(struct lockdep_guards *guards, uint16_t cls)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++)
		if (guards->lock[i] >> LOCKDEP_GUARD_CLASS_SHIFT == cls)
			guards->lock[i] = 0;
}
