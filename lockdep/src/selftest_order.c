/* SPDX-License-Identifier: MIT
 *
 * selftest_order.c: the self-test's cases of one lock in two contexts, one inside another, and who may
 * wait inside what.
 */
#include <lockdep/port.h>

#include "selftest_cases.h"

static const struct case_model nothing;

/* One lock taken twice in turn, in any two contexts, pinned or not: inversions, their severity,
 * mismatches, blocking. */
static bool test_one_lock(unsigned n)
{
	struct case_model m = nothing;
	uint16_t declared = lockdep_case_state(&n);

	lockdep_case_begin(case_digit(&n, HF_KIND_COUNT), 0, declared);
	for (unsigned i = 0; i < 2; i++) {
		uint32_t context = lockdep_case_context(&n);
		unsigned flags = lockdep_case_acquire(&n);

		context |= case_digit(&n, 2) ? LOCKDEP_PINNED : 0;
		lockdep_case_take(&m, 0, flags, context, NOTHING_HELD);
		lockdep_case_drop(0, context);
	}
	return lockdep_case_as_expected(&m);
}

/* One lock spun on in one context, and held when another one opens, in either order. */
static bool test_opened(unsigned n)
{
	struct case_model m = nothing;
	bool spun_first = case_digit(&n, 2);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), spins = lockdep_case_mode(&n);
	unsigned holds = lockdep_case_acquire(&n), actor = case_digit(&n, HF_CTX_COUNT + 1);
	uint32_t spun_in = lockdep_case_context(&n), base = 0, before, after;

	if (actor)
		base = lockdep_contexts[actor - 1].closes | 1u << (actor - 1 + 16);
	before = base | lockdep_case_state(&n);
	after = base | lockdep_case_state(&n);
	lockdep_case_begin(kind, kind, lockdep_case_state(&n));
	for (unsigned i = 0; i < 2; i++) {
		if (spun_first == !i) {
			lockdep_case_take(&m, 0, spins, spun_in, NOTHING_HELD);
			lockdep_case_drop(0, spun_in);
			continue;
		}
		lockdep_case_take(&m, 0, holds, before, NOTHING_HELD);
		lockdep_end_opened(case_thread(), after, NULL);
		lockdep_case_expect_open(&m, 0, holds, after);
		lockdep_case_drop(0, after);
	}
	return lockdep_case_as_expected(&m);
}

/* 0 spun on, 1 waited for inside 0, 1 held: in each order; the second with everything masked. */
static bool test_carried(unsigned n)
{
	static const uint8_t orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	const uint8_t *order = orders[case_digit(&n, 6)];
	unsigned kind0 = case_digit(&n, HF_KIND_COUNT), kind1 = case_digit(&n, HF_KIND_COUNT);
	uint32_t spins_in = lockdep_case_context(&n), held_in = lockdep_case_context(&n);
	unsigned spins = lockdep_case_mode(&n), holds = lockdep_case_mode(&n);
	unsigned inner = lockdep_case_acquire(&n), held = lockdep_case_mode(&n) | LOCKDEP_TRY;
	uint32_t masked = lockdep_case.all_masked;
	struct case_model m = nothing;
	uint16_t carried;

	lockdep_case_begin(kind0, kind1, 0);
	for (unsigned i = 0; i < 3; i++)
		switch (order[i]) {
		case 0:
			lockdep_case_take(&m, 0, spins, spins_in, NOTHING_HELD);
			lockdep_case_drop(0, spins_in);
			break;
		case 1:
			lockdep_case_take(&m, 0, holds | LOCKDEP_TRY, masked, NOTHING_HELD);
			lockdep_case_take(&m, 1, inner, masked, lockdep_case_patience(0));
			lockdep_case_drop(1, masked);
			lockdep_case_drop(0, masked);
			break;
		case 2:
			lockdep_case_take(&m, 1, held, held_in, NOTHING_HELD);
			lockdep_case_drop(1, held_in);
			break;
		}
	carried = m.seen[0].spun[case_recursive(spins)] & m.seen[1].open[case_shared(held)];
	if (!(inner & LOCKDEP_TRY) && case_blocks(holds, spins) && case_blocks(held, inner))
		lockdep_case_expect_rows(&m, carried, m.pinned_open[1]);
	return lockdep_case_as_expected(&m);
}

/* Each of two locks inside the other. */
static bool test_cycle(unsigned n)
{
	struct case_model m = nothing;
	uint32_t masked = lockdep_case.all_masked;
	unsigned kind = case_digit(&n, HF_KIND_COUNT);
	unsigned outer[2], inner[2];
	bool second_first = case_digit(&n, 2);

	lockdep_case_begin(kind, case_digit(&n, HF_KIND_COUNT), (uint16_t)masked);
	for (unsigned i = 0; i < 2; i++) {
		unsigned first = i ^ second_first;

		outer[i] = lockdep_case_acquire(&n);
		inner[i] = lockdep_case_acquire(&n);
		lockdep_case_take(&m, first, outer[i], masked, NOTHING_HELD);
		lockdep_case_take(&m, !first, inner[i], masked, lockdep_case_patience(first));
		lockdep_case_drop(!first, masked);
		lockdep_case_drop(first, masked);
	}
	if (!(inner[0] & LOCKDEP_TRY) && !(inner[1] & LOCKDEP_TRY) && case_blocks(outer[1], inner[0]) &&
	    case_blocks(outer[0], inner[1]))
		case_expect(&m, BIT(LOCK_ORDER), true);
	return lockdep_case_as_expected(&m);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* 1 inside 0, twice, and 0 inside 1: each of them inside no outer lock, or one of two of a class. */
static bool test_guarded_cycle(unsigned n)
{
	struct case_model m = nothing;
	uint32_t masked = lockdep_case.all_masked;
	unsigned kind = case_digit(&n, HF_KIND_COUNT), inner = lockdep_case_mode(&n);
	unsigned guard[3], mode[3];
	bool excluded;

	lockdep_case_begin(kind, case_digit(&n, HF_KIND_COUNT), (uint16_t)masked);
	lockdep_case.classes[2].kind = (uint8_t)case_digit(&n, HF_KIND_COUNT);
	lockdep_case.classes[2].declared = (uint16_t)masked;
	for (unsigned i = 0; i < 3; i++) {
		unsigned first = i == 2, around = NOTHING_HELD;

		guard[i] = case_digit(&n, 3);
		mode[i] = lockdep_case_mode(&n);
		if (guard[i]) {
			lockdep_case_take(&m, 1 + guard[i], mode[i], masked, NOTHING_HELD);
			around = lockdep_case_patience(2);
		}
		lockdep_case_take(&m, first, 0, masked, around);
		lockdep_case_take(&m, !first, inner, masked,
				  least(around, lockdep_case_patience(first)));
		lockdep_case_drop(!first, masked);
		lockdep_case_drop(first, masked);
		if (guard[i])
			lockdep_case_drop(1 + guard[i], masked);
	}
	excluded = guard[0] && guard[0] == guard[1] && guard[0] == guard[2] &&
		   (!case_shared(mode[2]) || (!case_shared(mode[0]) && !case_shared(mode[1])));
	if (!excluded)
		case_expect(&m, BIT(LOCK_ORDER), true);
	return lockdep_case_as_expected(&m);
}

/* One lock inside itself, or two of its class, at any two levels. */
static bool test_recursion(unsigned n)
{
	struct case_model m = nothing;
	uint32_t masked = lockdep_case.all_masked;
	bool two = case_digit(&n, 2);
	unsigned kind = case_digit(&n, HF_KIND_COUNT);
	unsigned outer = lockdep_case_acquire(&n), inner = lockdep_case_acquire(&n);
	unsigned outer_level = case_digit(&n, 2), inner_level = case_digit(&n, 2);

	lockdep_case_begin(kind, kind, (uint16_t)masked);
	lockdep_case.locks[1].cls = &lockdep_case.classes[0];
	lockdep_case_take(&m, 0, outer | LOCKDEP_LEVEL(outer_level), masked, NOTHING_HELD);
	lockdep_case_take(&m, two, inner | LOCKDEP_LEVEL(inner_level), masked,
			  lockdep_case_patience(0));
	lockdep_case_drop(two, masked);
	lockdep_case_drop(0, masked);
	if (!(inner & LOCKDEP_TRY) && case_blocks(outer, inner)) {
		if (!two)
			case_expect(&m, BIT(LOCK_RECURSION), true);
		else if (outer_level == inner_level)
			case_expect(&m, BIT(LOCK_ORDER), true);
	}
	return lockdep_case_as_expected(&m);
}

static bool by_address(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	return outer < inner;
}

/* Two locks, one inside the other, whose order is declared: not, as a pair of classes, by rank, by two that
 * are the same, or by the comparison of their class. */
static bool test_declared(unsigned n)
{
	struct case_model m = nothing;
	uint32_t masked = lockdep_case.all_masked;
	unsigned how = case_digit(&n, 5), first = case_digit(&n, 2), kind = case_digit(&n, HF_KIND_COUNT);
	unsigned outer = lockdep_case_acquire(&n), inner = lockdep_case_acquire(&n);
	struct lockdep_class *classes = lockdep_case.classes;

	lockdep_case_begin(kind, case_digit(&n, HF_KIND_COUNT), (uint16_t)masked);
	switch (how) {
	case 1:
		lockdep_declare_order(&classes[0], &classes[1]);
		break;
	case 2:
	case 3:
		classes[0].rank = 1;
		classes[1].rank = how == 2 ? 2 : 1;
		break;
	case 4:
		classes[0].nests = by_address;
		lockdep_case.locks[1].cls = &classes[0];
		break;
	}
	lockdep_case_take(&m, first, outer, masked, NOTHING_HELD);
	lockdep_case_take(&m, !first, inner, masked, lockdep_case_patience(first));
	lockdep_case_drop(!first, masked);
	lockdep_case_drop(first, masked);
	if (!(inner & LOCKDEP_TRY) && (how == 3 || (how && first)))
		case_expect(&m, BIT(LOCK_ORDER), true);
	return lockdep_case_as_expected(&m);
}

/* Two locks of a class that has a comparison or not, each taken under a parent or not, which is held in
 * any way or not; once, or again with another parent. */
static bool test_under(unsigned n)
{
	struct case_model m = nothing;
	uint32_t masked = lockdep_case.all_masked;
	bool compared = case_digit(&n, 2), held = case_digit(&n, 2), first = case_digit(&n, 2);
	unsigned rounds = 1 + case_digit(&n, 2), kind = case_digit(&n, HF_KIND_COUNT);
	unsigned parent = lockdep_case_acquire(&n), flags[2];
	bool parent_keeps = held && !case_shared(parent), under[2], in_order;

	lockdep_case_begin(kind, kind, (uint16_t)masked);
	lockdep_case.locks[1].cls = &lockdep_case.classes[0];
	lockdep_case.classes[0].nests = compared ? by_address : NULL;
	for (unsigned i = 0; i < 2; i++) {
		under[i] = case_digit(&n, 2);
		flags[i] = lockdep_case_acquire(&n);
	}
	for (unsigned round = 0; round < rounds; round++) {
		if (held)
			lockdep_case_take(&m, 2 + round, parent, masked, NOTHING_HELD);
		for (unsigned i = 0; i < 2; i++) {
			unsigned lock = first ^ i, around = i ? lockdep_case_patience(0) : NOTHING_HELD;

			if (!under[i]) {
				lockdep_case_take(&m, lock, flags[i], masked, around);
				continue;
			}
			lockdep_acquire_under_as(case_thread(), &lockdep_case.locks[lock],
						 &lockdep_case.locks[2 + round], flags[i], NULL, masked);
			lockdep_case_expect_take(&m, lock, flags[i], masked, around);
			if (!parent_keeps)
				case_expect(&m, BIT(REQUIRES), false);
		}
		lockdep_case_drop(!first, masked);
		lockdep_case_drop(first, masked);
		if (held)
			lockdep_case_drop(2 + round, masked);
	}
	/* Taken as of no parent's, a lock has it for an outer lock: of one of the rounds. */
	in_order = compared ? !first : !case_blocks(flags[0], flags[1]) || (parent_keeps && rounds == 1);
	if (!(flags[1] & LOCKDEP_TRY) && !(under[1] && parent_keeps) && !in_order)
		case_expect(&m, BIT(LOCK_ORDER), true);
	return lockdep_case_as_expected(&m);
}

/* A lock inside another, of any two wait types, in any context. */
static bool test_waits(unsigned n)
{
	struct case_model m = nothing;
	uint32_t context = lockdep_case_context(&n);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);

	lockdep_case_begin(kind, case_digit(&n, HF_KIND_COUNT), lockdep_case.all_masked & 0xffff);
	lockdep_case.classes[0].wait = (uint8_t)case_digit(&n, LOCKDEP_WAIT_SLEEPS + 1);
	lockdep_case.classes[1].wait = (uint8_t)case_digit(&n, LOCKDEP_WAIT_SLEEPS + 1);
	lockdep_case_take(&m, 0, LOCKDEP_TRY, context, NOTHING_HELD);
	context = lockdep_case_within(0, context);
	lockdep_case_take(&m, 1, flags, context, lockdep_case_patience(0));
	lockdep_case_drop(1, context);
	lockdep_case_drop(0, context);
	return lockdep_case_as_expected(&m);
}

/* Released once too often, or not; and asleep inside it, or behind it. */
static bool test_balance(unsigned n)
{
	struct case_model m = nothing;
	bool twice = case_digit(&n, 2), inside = case_digit(&n, 2);
	unsigned kind = case_digit(&n, HF_KIND_COUNT), flags = lockdep_case_acquire(&n);
	uint32_t context = lockdep_case_context(&n);

	lockdep_case_begin(kind, kind, lockdep_kinds[kind].masks);
	lockdep_case.classes[0].wait = (uint8_t)case_digit(&n, LOCKDEP_WAIT_SLEEPS + 1);
	lockdep_case_take(&m, 0, flags, context, NOTHING_HELD);
	if (!inside)
		lockdep_case_drop(0, context);
	lockdep_end_blocking(case_thread(), context, NULL);
	if (lockdep_case_spinners(context) ||
	    (inside && lockdep_case_patience(0) < LOCKDEP_WAIT_SLEEPS))
		case_expect(&m, BIT(BLOCK_IN_ATOMIC), false);
	if (inside)
		lockdep_case_drop(0, context);
	if (twice) {
		lockdep_case_drop(0, context);
		case_expect(&m, BIT(LOCK_IMBALANCE), false);
	}
	return lockdep_case_as_expected(&m);
}

#define SIDE (CONTEXTS * ACQUIRES * 2)
#define WAITS (LOCKDEP_WAIT_SLEEPS + 1)
#define KINDS HF_KIND_COUNT
const struct case_family lockdep_case_order[] = {
	{ test_one_lock, STATES * KINDS * SIDE * SIDE },
	{ test_opened, 2 * KINDS * MODES * ACQUIRES * (HF_CTX_COUNT + 1) * CONTEXTS * STATES * STATES *
		       STATES },
	{ test_carried, 6 * KINDS * KINDS * CONTEXTS * CONTEXTS * MODES * MODES * ACQUIRES * MODES },
	{ test_cycle, KINDS * KINDS * 2 * ACQUIRES * ACQUIRES * ACQUIRES * ACQUIRES },
	{ test_guarded_cycle, KINDS * MODES * KINDS * KINDS * 3 * MODES * 3 * MODES * 3 * MODES },
	{ test_recursion, 2 * KINDS * ACQUIRES * ACQUIRES * 2 * 2 },
	{ test_declared, 5 * 2 * KINDS * ACQUIRES * ACQUIRES * KINDS },
	{ test_under, 2 * 2 * 2 * 2 * KINDS * ACQUIRES * 2 * ACQUIRES * 2 * ACQUIRES },
	{ test_waits, CONTEXTS * KINDS * ACQUIRES * KINDS * WAITS * WAITS },
	{ test_balance, 2 * 2 * KINDS * ACQUIRES * CONTEXTS * WAITS },
	{ NULL, 0 },
};
