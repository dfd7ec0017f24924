/* SPDX-License-Identifier: MIT
 *
 * selftest.c: lockdep is shown what it must report beside what it must not: every
 * lock kind, context, mode (writer, reader, recursive reader), trylock and order of events that the
 * tables make possible, with what is expected worked out from the tables alone.
 *
 * Cases are numbered; a run takes each `stride`-th of a family.  Each begins with empty tables,
 * on a thread of its own and in contexts that are made up, and prints nothing.
 */
#include <lockdep/port.h>
#include <lockdep/selftest.h>

#include "class.h"
#include "context.h"
#include "enter.h"
#include "splat.h"

#define MODES 3                         /* of a holder or waiter */
#define BIT(rule) (1u << LOCKDEP_RULE_##rule)

static const uint8_t mode_flags[MODES] = { 0, LOCKDEP_READ, LOCKDEP_READ_RECURSIVE };

static struct lockdep_thread thread;
static struct lockdep_class classes[2];
static struct lockdep_map locks[2];

/* Plain; each row masked; each but threads entered. */
#define CONTEXTS (2 * HF_CTX_COUNT)
static uint32_t all_masked;

static uint32_t context_of(unsigned number)
{
	unsigned row = number > HF_CTX_COUNT ? number - HF_CTX_COUNT : number - 1;

	if (!number)
		return 0;
	return lockdep_contexts[row].closes | (number > HF_CTX_COUNT ? 1u << (row + 16) : 0);
}

/* What was seen of one lock class so far: by mode, the rows. */
struct seen {
	uint16_t open[2], spun[2];
};

/* What a case expects, and the facts that it follows from. */
struct model {
	struct seen seen[2];
	uint32_t broken, certain;
};

static bool shared(unsigned flags)
{
	return flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

static bool recursive(unsigned flags)
{
	return flags & LOCKDEP_READ_RECURSIVE;
}

static bool blocks(unsigned holder, unsigned waiter)
{
	return !(shared(holder) && recursive(waiter));
}

static void expect_rows(struct model *m, uint16_t rows)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		unsigned rule = LOCKDEP_RULE_USER;

		if (!(rows & 1u << row))
			continue;
		for (unsigned each = 1; each < LOCKDEP_RULE_USER; each++)
			if (lockdep_text_same(lockdep_contexts[row].rule,
					      lockdep_rule_name((enum lockdep_rule)each)))
				rule = each;
		m->broken |= 1u << rule;
		if (lockdep_contexts[row].waits == HF_WAITS_ENTERED)
			m->certain |= 1u << rule;
	}
}

static uint16_t inverted(const struct seen *s)
{
	return (uint16_t)((s->open[0] & (s->spun[0] | s->spun[1])) | (s->open[1] & s->spun[0]));
}

static uint16_t spinners(uint32_t context)
{
	uint16_t rows = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if ((lockdep_contexts[row].waits == HF_WAITS_ENTERED ? context >> 16 : context) & 1u << row)
			rows |= (uint16_t)(1u << row);
	return rows;
}

/* A lock is taken: the direct inversions, the mismatch, and blocking. */
static void model_take(struct model *m, unsigned lock, unsigned flags, uint32_t context,
		       bool under_spinning)
{
	const struct lockdep_class *cls = &classes[lock];
	const struct lockdep_kind *kind = &lockdep_kinds[cls->kind];
	struct seen *s = &m->seen[lock];
	uint16_t open = LOCKDEP_ALL_ACTORS & (uint16_t)~context, spun = 0, now_inverted;

	if (!kind->spins) {
		if (!(flags & LOCKDEP_TRY) && (spinners(context) || under_spinning))
			m->broken |= BIT(BLOCK_IN_ATOMIC);
		return;
	}
	if (!(flags & LOCKDEP_TRY))
		spun = spinners(context);
	open &= (uint16_t)~s->open[shared(flags)];
	spun &= (uint16_t)~s->spun[recursive(flags)];
	s->open[shared(flags)] |= open;
	s->spun[recursive(flags)] |= spun;
	now_inverted = inverted(s);
	expect_rows(m, now_inverted & (open | spun));
	if ((open & cls->declared & (uint16_t)~now_inverted) ||
	    (spun & (uint16_t)~(cls->declared | kind->masks | now_inverted)))
		m->broken |= BIT(CONTEXT_MISMATCH);
}

static uint32_t with_masks(unsigned lock, uint32_t context)
{
	return context | lockdep_kinds[classes[lock].kind].masks;
}

static void take(unsigned lock, unsigned flags, uint32_t context)
{
	thread.busy = 1;
	lockdep_acquire_as(&thread, &locks[lock], flags, with_masks(lock, context));
}

static void drop(unsigned lock, uint32_t context)
{
	thread.busy = 1;
	lockdep_release_as(&thread, &locks[lock], context);
}

static void fresh(unsigned kind0, unsigned kind1, uint16_t declared)
{
	lockdep_reset();
	thread.filter = 0;
	thread.depth = 0;
	thread.dropped = 0;
	thread.broken = thread.certain = 0;
	classes[0] = (struct lockdep_class){ .name = "self-test 0", .kind = (uint8_t)kind0,
					     .declared = declared };
	classes[1] = (struct lockdep_class){ .name = "self-test 1", .kind = (uint8_t)kind1,
					     .declared = declared };
	for (unsigned i = 0; i < 2; i++)
		locks[i] = (struct lockdep_map){ .cls = &classes[i] };
}

static bool as_expected(const struct model *m)
{
	return thread.broken == m->broken && (thread.certain & m->certain) == m->certain &&
	       !(thread.certain & BIT(PREEMPT_INVERSION));
}

/* The next digit of a case's number. */
static unsigned digit(unsigned *number, unsigned base)
{
	unsigned d = *number % base;

	*number /= base;
	return d;
}

static unsigned mode_digit(unsigned *number)
{
	unsigned mode = mode_flags[digit(number, MODES)];

	return mode | (digit(number, 2) ? LOCKDEP_TRY : 0);
}

static uint16_t state_digit(unsigned *number)
{
	unsigned d = digit(number, HF_CTX_COUNT + 1);

	return d ? lockdep_contexts[d - 1].closes : 0;
}

/* One lock taken twice in turn, in any two contexts: inversions, mismatches, blocking. */
static bool test_one_lock(unsigned n)
{
	struct model m = { .broken = 0 };
	uint16_t declared = state_digit(&n);

	fresh(digit(&n, HF_KIND_COUNT), 0, declared);
	for (unsigned i = 0; i < 2; i++) {
		uint32_t context = context_of(digit(&n, CONTEXTS));
		unsigned flags = mode_digit(&n);

		take(0, flags, context);
		model_take(&m, 0, flags, with_masks(0, context), false);
		drop(0, context);
	}
	return as_expected(&m);
}

/* 0 spun on, 1 waited for inside 0, 1 held: in each order; the second with everything masked. */
static bool test_carried(unsigned n)
{
	static const uint8_t orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	const uint8_t *order = orders[digit(&n, 6)];
	unsigned kind0 = digit(&n, HF_KIND_COUNT), kind1 = digit(&n, HF_KIND_COUNT);
	uint32_t spins_in = context_of(digit(&n, CONTEXTS)), held_in = context_of(digit(&n, CONTEXTS));
	unsigned spins = mode_flags[digit(&n, MODES)], holds = mode_flags[digit(&n, MODES)];
	unsigned inner = mode_digit(&n), held = mode_flags[digit(&n, MODES)] | LOCKDEP_TRY;
	struct model m = { .broken = 0 };
	uint16_t carried;

	fresh(kind0, kind1, 0);
	for (unsigned i = 0; i < 3; i++)
		switch (order[i]) {
		case 0:
			take(0, spins, spins_in);
			model_take(&m, 0, spins, with_masks(0, spins_in), false);
			drop(0, spins_in);
			break;
		case 1:
			take(0, holds | LOCKDEP_TRY, all_masked);
			model_take(&m, 0, holds | LOCKDEP_TRY, all_masked, false);
			take(1, inner, all_masked);
			model_take(&m, 1, inner, all_masked, lockdep_kinds[kind0].spins);
			drop(1, all_masked);
			drop(0, all_masked);
			break;
		case 2:
			take(1, held, held_in);
			model_take(&m, 1, held, with_masks(1, held_in), false);
			drop(1, held_in);
			break;
		}
	carried = m.seen[0].spun[recursive(spins)] & m.seen[1].open[shared(held)];
	if (!(inner & LOCKDEP_TRY) && blocks(holds, spins) && blocks(held, inner))
		expect_rows(&m, carried);
	return as_expected(&m);
}

/* Each of two locks inside the other. */
static bool test_cycle(unsigned n)
{
	struct model m = { .broken = 0 };
	unsigned kind = digit(&n, HF_KIND_COUNT);
	unsigned outer[2], inner[2];
	bool second_first = digit(&n, 2);

	fresh(kind, digit(&n, HF_KIND_COUNT), all_masked);
	for (unsigned i = 0; i < 2; i++) {
		unsigned first = i ^ second_first;

		outer[i] = mode_digit(&n);
		inner[i] = mode_digit(&n);
		take(first, outer[i], all_masked);
		model_take(&m, first, outer[i], all_masked, false);
		take(!first, inner[i], all_masked);
		model_take(&m, !first, inner[i], all_masked, lockdep_kinds[classes[first].kind].spins);
		drop(!first, all_masked);
		drop(first, all_masked);
	}
	if (!(inner[0] & LOCKDEP_TRY) && !(inner[1] & LOCKDEP_TRY) && blocks(outer[1], inner[0]) &&
	    blocks(outer[0], inner[1])) {
		m.broken |= BIT(LOCK_ORDER);
		m.certain |= BIT(LOCK_ORDER);
	}
	return as_expected(&m);
}

/* One lock inside itself, or two of its class. */
static bool test_recursion(unsigned n)
{
	struct model m = { .broken = 0 };
	bool two = digit(&n, 2), one_class_held = true;
	unsigned kind = digit(&n, HF_KIND_COUNT), outer = mode_digit(&n), inner = mode_digit(&n);
	bool waits = !(inner & LOCKDEP_TRY);

	fresh(kind, kind, all_masked);
	locks[1].cls = &classes[0];
	take(0, outer, all_masked);
	model_take(&m, 0, outer, all_masked, false);
	take(two, inner, all_masked);
	model_take(&m, 0, inner, all_masked, one_class_held && lockdep_kinds[kind].spins);
	drop(two, all_masked);
	drop(0, all_masked);
	if (waits && blocks(outer, inner))
		m.broken |= two ? BIT(LOCK_ORDER) : BIT(LOCK_RECURSION);
	m.certain = m.broken & (BIT(LOCK_ORDER) | BIT(LOCK_RECURSION));
	return as_expected(&m);
}

/* Released once too often, or not; and asleep inside it, or behind it. */
static bool test_balance(unsigned n)
{
	struct model m = { .broken = 0 };
	bool twice = digit(&n, 2), inside = digit(&n, 2);
	unsigned kind = digit(&n, HF_KIND_COUNT), flags = mode_digit(&n);
	uint32_t context = context_of(digit(&n, CONTEXTS));

	fresh(kind, kind, lockdep_kinds[kind].masks);
	take(0, flags, context);
	model_take(&m, 0, flags, with_masks(0, context), false);
	if (!inside)
		drop(0, context);
	thread.busy = 1;
	lockdep_end_blocking(&thread, context, NULL);
	if (spinners(context) || (inside && lockdep_kinds[kind].spins))
		m.broken |= BIT(BLOCK_IN_ATOMIC);
	if (inside)
		drop(0, context);
	if (twice) {
		drop(0, context);
		m.broken |= BIT(LOCK_IMBALANCE);
	}
	return as_expected(&m);
}

#define SIDE (CONTEXTS * MODES * 2)
static const struct {
	bool (*run)(unsigned n) HF_CALLED_IN(no_irq);
	unsigned count;
} families[] = {
	{ test_one_lock, (HF_CTX_COUNT + 1) * HF_KIND_COUNT * SIDE * SIDE },
	{ test_carried, 6 * HF_KIND_COUNT * HF_KIND_COUNT * CONTEXTS * CONTEXTS * MODES * MODES *
			MODES * 2 * MODES },
	{ test_cycle, HF_KIND_COUNT * HF_KIND_COUNT * 2 * (MODES * 2) * (MODES * 2) * (MODES * 2) *
		      (MODES * 2) },
	{ test_recursion, 2 * HF_KIND_COUNT * (MODES * 2) * (MODES * 2) },
	{ test_balance, 2 * 2 * HF_KIND_COUNT * (MODES * 2) * CONTEXTS },
};

void lockdep_selftest(unsigned stride, struct lockdep_selftest *result)
{
	*result = (struct lockdep_selftest){ .cases = 0 };
	all_masked = 0;
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		all_masked |= lockdep_contexts[row].closes;
	lockdep_splat_silence(true);
	for (unsigned f = 0; f < sizeof(families) / sizeof(families[0]); f++)
		for (unsigned n = 0; n < families[f].count; n += stride) {
			result->cases++;
			if (families[f].run(n))
				continue;
			if (!result->failed++) {
				result->family = f;
				result->number = n;
			}
		}
	lockdep_reset();
	lockdep_splat_silence(false);
}
