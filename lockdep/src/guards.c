/* SPDX-License-Identifier: MIT
 *
 * guards.c: common outer locks.
 */
#include "guards.h"

#include "class.h"
#include "held.h"
#include "order.h"
#include "stats.h"

#define SHARED 1u

_Static_assert(LOCKDEP_MAX_OUTER <= LOCKDEP_NUMBER_ID, "a lock's number has 11 bits");
_Static_assert(LOCKDEP_MAX_GUARDS <= 32, "positions have a bit each");

/* By number: the lock's class; NONE: not given, or not any more. */
static uint16_t outer_class[LOCKDEP_MAX_OUTER + 1];
#define FORGOTTEN LOCKDEP_CLASS_UNLEARNED
static unsigned count, holes;           /* numbers given; free ones among them */

static lockdep_guard load(const lockdep_guard *lock)
{
	return __atomic_load_n(lock, __ATOMIC_RELAXED);
}

/* 0 if there is none. */
static uint16_t free_number(void)
{
	for (uint16_t n = 1; holes && n <= count; n++)
		if (outer_class[n] == LOCKDEP_CLASS_NONE) {
			holes--;
			return n;
		}
	if (count == LOCKDEP_MAX_OUTER) {
		lockdep_stats_full(LOCKDEP_FULL_OUTER);
		return 0;
	}
	return (uint16_t)++count;
}

/* The held lock's number, which another thread may have given it meanwhile. */
static uint16_t number_of(struct lockdep_held *held)
{
	if (!(held->number & LOCKDEP_NUMBER_ID) && lockdep_class_learned(held->cls))
		held->number = __atomic_load_n(&held->map->number, __ATOMIC_RELAXED);
	return held->number & LOCKDEP_NUMBER_ID;
}

static void give_number(struct lockdep_held *held)
{
	/* The lock's user gave it to lockdep_acquire() to be written. */
	struct lockdep_map *map = (struct lockdep_map *)(uintptr_t)held->map;
	uint16_t number;

	if (number_of(held) || !lockdep_class_learned(held->cls) ||
	    !(held->number & LOCKDEP_NUMBER_USED))
		return;
	number = free_number();
	if (!number)
		return;
	outer_class[number] = lockdep_classes[held->cls].base;
	held->number |= number;
	__atomic_store_n(&map->number, held->number, __ATOMIC_RELAXED);
}

static lockdep_guard guard_of(struct lockdep_held *held)
{
	uint16_t number = number_of(held);

	return number ? (lockdep_guard)(number << 1 | (lockdep_held_shared(held) ? SHARED : 0)) : 0;
}

/* Behind the last entry that counts: the actor's outermost ones.  What a handler on top holds is not
 * the thread's. */
static unsigned segment_end(const struct lockdep_thread *thread, unsigned base)
{
	unsigned end = base;

	while (end < thread->depth && end - base < LOCKDEP_MAX_GUARDS &&
	       lockdep_context_entered(thread->held[end].context) ==
	       lockdep_context_entered(thread->held[base].context))
		end++;
	return end;
}

void lockdep_guards_take(struct lockdep_guards *out, struct lockdep_thread *thread, unsigned base,
			 unsigned except)
{
	unsigned n = 0, end = segment_end(thread, base);

	*out = LOCKDEP_GUARDS_NONE;
	for (unsigned i = base; i < end; i++) {
		if (i == except)
			continue;
		give_number(&thread->held[i]);
		out->lock[n] = guard_of(&thread->held[i]);
		n += out->lock[n] != 0;
	}
}

/* How the guard is held now: itself, weakened to shared, or 0. */
static lockdep_guard held_as(lockdep_guard guard, struct lockdep_thread *thread, unsigned base,
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

bool lockdep_guards_meet(struct lockdep_guards *guards, struct lockdep_thread *thread,
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

bool lockdep_guards_held(const struct lockdep_guards *guards, struct lockdep_thread *thread,
			 unsigned base, unsigned except)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		lockdep_guard guard = load(&guards->lock[i]);

		if (guard && held_as(guard, thread, base, except) != guard)
			return false;
	}
	return true;
}

uint32_t lockdep_guards_where(const struct lockdep_guards *guards, struct lockdep_thread *thread,
			      unsigned base, unsigned except)
{
	unsigned end = lockdep_guards_empty(guards) ? base : segment_end(thread, base);
	uint32_t where = 0;

	for (unsigned i = base; i < end; i++) {
		lockdep_guard here = i == except ? 0 : guard_of(&thread->held[i]);

		for (unsigned k = 0; here && k < LOCKDEP_MAX_GUARDS; k++)
			if ((guards->lock[k] | SHARED) == (here | SHARED))
				where |= 1u << (i - base);
	}
	return where;
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

uint16_t lockdep_guards_class(lockdep_guard guard)
{
	uint16_t cls = outer_class[guard >> 1];

	return cls == FORGOTTEN ? LOCKDEP_CLASS_NONE : cls;
}

static bool names(const struct lockdep_guards *guards, uint16_t number)
{
	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++)
		if (guards->lock[i] >> 1 == number)
			return true;
	return false;
}

/* Does the lock guard anything that is still known? */
static bool is_guard(uint16_t number)
{
	for (unsigned e = 0; e < lockdep_order_count(); e++) {
		const struct lockdep_edge *edge = lockdep_order_edge(e);

		if (edge && names(&edge->guards, number))
			return true;
	}
	for (unsigned id = 1; id <= lockdep_class_count(); id++)
		for (unsigned row = 0; lockdep_classes[id].name && row < HF_CTX_COUNT; row++)
			for (unsigned mode = 0; mode < 2; mode++)
				if (names(&lockdep_classes[id].open[mode].guards[row], number) ||
				    names(&lockdep_classes[id].spun[mode].guards[row], number))
					return true;
	return false;
}

void lockdep_guards_forget(uint16_t cls)
{
	for (uint16_t n = 1; n <= count; n++) {
		if (outer_class[n] != cls)
			continue;
		outer_class[n] = FORGOTTEN;
		if (is_guard(n))
			continue;
		outer_class[n] = LOCKDEP_CLASS_NONE;
		holes++;
	}
}

void lockdep_guards_reset(void)
{
	for (unsigned n = 1; n <= count; n++)
		outer_class[n] = LOCKDEP_CLASS_NONE;
	count = holes = 0;
}
