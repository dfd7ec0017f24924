/* SPDX-License-Identifier: MIT
 *
 * selftest_use.c: the self-test's cases of what a function requires, pins, budgets, and the lives of locks
 * and threads.
 */
#include <lockdep/port.h>

#include "selftest_cases.h"

#define BUDGET_US 3600000000u           /* an hour: a case within it takes as long as it may */
#define LONG_NS (1000ull * BUDGET_US + 1)

static const struct case_model nothing;

/* An actor, with a mask. */
static uint32_t actor_digits(unsigned *n)
{
	unsigned actor = case_digit(n, HF_CTX_COUNT + 1);
	uint32_t context = lockdep_case_state(n);

	if (actor)
		context |= lockdep_contexts[actor - 1].closes | 1u << (actor - 1 + 16);
	return context;
}

enum { HELD_NOT, HELD, HELD_INSIDE, HELD_TWICE, HELD_ANOTHER, HELD_COUNT };

/* A lock must be held, exclusively or at all, or must not; and is, as one of several or not. */
static bool test_assert_held(unsigned n)
{
	struct case_model m = nothing;
	unsigned call = case_digit(&n, 3), how = case_digit(&n, HELD_COUNT);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	unsigned again = lockdep_case_mode(&n) | LOCKDEP_TRY, around = NOTHING_HELD;
	uint32_t context = lockdep_case_context(&n);
	bool held = how != HELD_NOT && how != HELD_ANOTHER;
	bool exclusively = held && (!case_shared(flags) || (how == HELD_TWICE && !case_shared(again)));
	const struct lockdep_map *map = &lockdep_case.locks[0];

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	if (how == HELD_INSIDE || how == HELD_ANOTHER) {
		lockdep_case_take(&m, 1, again, context, NOTHING_HELD);
		around = lockdep_case_patience(1);
	}
	if (held)
		lockdep_case_take(&m, 0, flags, lockdep_case_within(0, context), around);
	if (how == HELD_TWICE)
		lockdep_case_take(&m, 0, again, context, around);
	if (call == 2)
		lockdep_end_assert_not_held(case_thread(), map, NULL);
	else
		lockdep_end_assert_held(case_thread(), map, call ? LOCKDEP_READ : 0, NULL);
	if (call == 2 ? held : call ? !held : !exclusively)
		case_expect(&m, BIT(REQUIRES), false);
	return lockdep_case_as_expected(&m);
}

static bool test_assert_context(unsigned n)
{
	struct case_model m = nothing;
	uint16_t closed = lockdep_case_state(&n), entered = (uint16_t)(1u << case_digit(&n, STATES) >> 1);
	uint32_t context = actor_digits(&n);

	lockdep_case_begin(0, 0, 0);
	lockdep_end_assert_context(case_thread(), context, closed, entered, NULL);
	if ((closed & ~context) || (entered & ~(context >> 16)))
		case_expect(&m, BIT(REQUIRES), false);
	return lockdep_case_as_expected(&m);
}

/* Pinned and unpinned so often, and released: held or not, as the youngest or not. */
static bool test_pins(unsigned n)
{
	struct case_model m = nothing;
	bool held = case_digit(&n, 2), below = case_digit(&n, 2);
	unsigned pins = case_digit(&n, 3), unpins = case_digit(&n, 4);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);
	const struct lockdep_map *map = &lockdep_case.locks[0];

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	context = lockdep_case_within(0, context);
	if (held)
		lockdep_case_take(&m, 0, flags, context, NOTHING_HELD);
	if (below)
		lockdep_case_take(&m, 1, LOCKDEP_TRY, context, NOTHING_HELD);
	for (unsigned i = 0; i < pins; i++)
		lockdep_end_pin(case_thread(), map, NULL);
	for (unsigned i = 0; i < unpins; i++)
		lockdep_end_unpin(case_thread(), map, NULL);
	lockdep_case_drop(0, context);
	if (held ? unpins > pins : pins || unpins)
		case_expect(&m, BIT(REQUIRES), false);
	if (!held || pins > unpins)
		case_expect(&m, BIT(LOCK_IMBALANCE), false);
	return lockdep_case_as_expected(&m) && lockdep_case.thread.depth == below;
}

/* Held for so long, whether all times are kept or not; or waited for so long. */
static bool test_hold_budget(unsigned n)
{
	struct case_model m = nothing;
	bool budget = case_digit(&n, 2), long_held = case_digit(&n, 2), kept = case_digit(&n, 2);
	bool waited = case_digit(&n, 2), below = case_digit(&n, 2), kept_before = lockdep_times_kept();
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);
	struct lockdep_held *held = &lockdep_case.thread.held[0];

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	lockdep_case.classes[0].hold_budget_us = budget ? BUDGET_US : 0;
	context = lockdep_case_within(0, context);
	lockdep_times_keep(kept);
	lockdep_case_take(&m, 0, flags, context, NOTHING_HELD);
	if (long_held && held->since_ns)
		held->since_ns -= LONG_NS;
	if (waited)
		lockdep_end_acquired(case_thread(), &lockdep_case.locks[0]);
	if (below)
		lockdep_case_take(&m, 1, LOCKDEP_TRY, context, NOTHING_HELD);
	lockdep_case_drop(0, context);
	lockdep_times_keep(kept_before);
	if (LOCKDEP_TIMES && budget && long_held && !waited)
		case_expect(&m, BIT(SLOW_IN_ATOMIC), false);
	return lockdep_case_as_expected(&m);
}

/* An actor masked for so long; or switched away meanwhile, which is another matter. */
static bool test_section_budget(unsigned n)
{
	struct case_model m = nothing;
	unsigned row = case_digit(&n, HF_CTX_COUNT), other = case_digit(&n, HF_CTX_COUNT);
	bool budget = case_digit(&n, 2), long_masked = case_digit(&n, 2), begun = case_digit(&n, 2);
	bool switched = case_digit(&n, 2);

	lockdep_case_begin(0, 0, 0);
	lockdep_sections_drop(&lockdep_case.thread);
	lockdep_section_budget(row, budget ? BUDGET_US : 0);
	if (begun)
		lockdep_section_note(&lockdep_case.thread, other, NULL);
#if LOCKDEP_TIMES
	if (begun && long_masked)
		lockdep_case.thread.masked_since_ns[other] -= LONG_NS;
#endif
	if (switched)
		lockdep_end_switch(case_thread(), NULL);
	lockdep_end_section(case_thread(), row, NULL);
	if (LOCKDEP_TIMES && budget && long_masked && begun && other == row && !switched)
		case_expect(&m, BIT(SLOW_IN_ATOMIC), false);
	return lockdep_case_as_expected(&m);
}

enum { BY_NOBODY, BY_THREAD, BY_THREAD_BELOW, BY_OTHER, HOLDER_COUNT };

/* Takes it; what another thread breaks is not this one's. */
static void take_as(struct case_model *m, unsigned holder, unsigned flags, uint32_t context)
{
	struct case_model of_other = *m;

	if (holder == BY_OTHER) {
		lockdep_resume(&lockdep_case.other);
		lockdep_acquire_as(&lockdep_case.other, &lockdep_case.locks[0], flags, context);
		lockdep_case_expect_take(&of_other, 0, flags, context, NOTHING_HELD);
		m->seen[0] = of_other.seen[0];
	} else if (holder != BY_NOBODY) {
		lockdep_case_take(m, 0, flags, context, NOTHING_HELD);
	}
	if (holder == BY_THREAD_BELOW)
		lockdep_case_take(m, 1, LOCKDEP_TRY, context, NOTHING_HELD);
}

static void drop_as(unsigned holder, uint32_t context)
{
	if (holder == BY_OTHER) {
		lockdep_resume(&lockdep_case.other);
		lockdep_release_as(&lockdep_case.other, &lockdep_case.locks[0], context);
	} else if (holder != BY_NOBODY) {
		lockdep_case_drop(0, context);
	}
}

/* A lock is initialised again, destroyed, or its memory freed, or only the memory beside it, while
 * it is held by somebody or not; then it is used. */
static bool test_life(unsigned n)
{
	enum { INIT, DESTROY, FREE, FREE_BESIDE };
	struct case_model m = nothing;
	unsigned what = case_digit(&n, 4), holder = case_digit(&n, HOLDER_COUNT);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);
	struct lockdep_map *map = &lockdep_case.locks[0];

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	context = lockdep_case_within(0, context);
	take_as(&m, holder, flags, context);
	switch (what) {
	case INIT:
		lockdep_end_init(case_thread(), map, map->cls, NULL);
		break;
	case DESTROY:
		lockdep_end_destroy(case_thread(), map, NULL);
		break;
	default:
		map += what == FREE_BESIDE ? 2 : 0;
		lockdep_end_free(case_thread(), map, sizeof(*map), NULL);
		break;
	}
	if (what != FREE_BESIDE && holder != BY_NOBODY)
		case_expect(&m, BIT(LOCK_IMBALANCE), false);
	drop_as(holder, context);
	if (holder == BY_THREAD_BELOW)
		lockdep_case_drop(1, context);
	lockdep_case_take(&m, 0, flags, context, NOTHING_HELD);
	if (what == DESTROY)
		case_expect(&m, BIT(LOCK_IMBALANCE), false);
	/* As the other thread before it: seen, and so not looked at again. */
	if (holder == BY_OTHER && what != DESTROY)
		m.broken &= ~BIT(BLOCK_IN_ATOMIC);
	return lockdep_case_as_expected(&m);
}

/* A lock that nobody gave a class; then somebody does. */
static bool test_unclassed(unsigned n)
{
	struct case_model m = nothing;
	bool inside = case_digit(&n, 2), twice = case_digit(&n, 2), mended = case_digit(&n, 2);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	unsigned again = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);
	struct lockdep_map *map = &lockdep_case.locks[0];

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	if (inside) {
		lockdep_case_take(&m, 1, LOCKDEP_TRY, context, NOTHING_HELD);
		context = lockdep_case_within(1, context);
	}
	if (mended)
		lockdep_end_init(case_thread(), map, map->cls, NULL);
	else
		map->cls = NULL;
	if (mended) {
		lockdep_case_take(&m, 0, flags | LOCKDEP_TRY, context, NOTHING_HELD);
		return lockdep_case_as_expected(&m);
	}
	lockdep_acquire_as(case_thread(), map, flags, context);
	case_expect(&m, BIT(CONTEXT_MISMATCH), false);
	if (twice) {
		lockdep_acquire_as(case_thread(), map, again, context);
		if (!(again & LOCKDEP_TRY) && case_blocks(flags, again))
			case_expect(&m, BIT(LOCK_RECURSION), true);
		lockdep_case_drop(0, context);
	}
	lockdep_case_drop(0, context);
	return lockdep_case_as_expected(&m) && lockdep_case.thread.depth == inside;
}

static bool keeps_cpu(unsigned lock)
{
	uint16_t rows = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (lockdep_contexts[row].waits == HF_WAITS_MASKED)
			rows |= (uint16_t)(1u << row);
	return case_spins(lock) && !(rows & ~lockdep_case.locks[lock].cls->declared);
}

/* The thread ends, goes back to user mode, or is switched away, with up to two locks held. */
static bool test_thread(unsigned n)
{
	enum { EXIT, USER, SWITCH };
	struct case_model m = nothing;
	unsigned what = case_digit(&n, 3), held = case_digit(&n, 3);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);
	bool broken = held;

	lockdep_case_begin(kind, case_digit(&n, HF_KIND_COUNT), lockdep_case_state(&n));
	lockdep_case.classes[1].declared = lockdep_case_state(&n);
	for (unsigned lock = 0; lock < held; lock++)
		lockdep_case_take(&m, lock, flags | (lock ? LOCKDEP_TRY : 0), context, NOTHING_HELD);
	switch (what) {
	case EXIT:
		lockdep_end_thread_exit(case_thread(), NULL);
		break;
	case USER:
		lockdep_end_return_to_user(case_thread(), NULL);
		break;
	case SWITCH:
		lockdep_end_switch(case_thread(), NULL);
		broken = (held && keeps_cpu(0)) || (held > 1 && keeps_cpu(1));
		break;
	}
	if (broken)
		case_expect(&m, BIT(LOCK_IMBALANCE), false);
	return lockdep_case_as_expected(&m) &&
	       lockdep_case.thread.depth == (what == EXIT ? 0 : held);
}

#define KINDS HF_KIND_COUNT
#define ACTORS ((HF_CTX_COUNT + 1) * STATES)
const struct case_family lockdep_case_use[] = {
	{ test_assert_held, 3 * HELD_COUNT * KINDS * ACQUIRES * MODES * CONTEXTS },
	{ test_assert_context, STATES * STATES * ACTORS },
	{ test_pins, 2 * 2 * 3 * 4 * KINDS * ACQUIRES * CONTEXTS },
	{ test_hold_budget, 2 * 2 * 2 * 2 * 2 * KINDS * ACQUIRES * CONTEXTS },
	{ test_section_budget, HF_CTX_COUNT * HF_CTX_COUNT * 2 * 2 * 2 * 2 },
	{ test_life, 4 * HOLDER_COUNT * KINDS * ACQUIRES * CONTEXTS },
	{ test_unclassed, 2 * 2 * 2 * KINDS * ACQUIRES * ACQUIRES * CONTEXTS },
	{ test_thread, 3 * 3 * KINDS * ACQUIRES * CONTEXTS * KINDS * STATES * STATES },
	{ NULL, 0 },
};
