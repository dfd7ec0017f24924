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

#include "selftest_cases.h"
#include "splat.h"

static const uint8_t mode_flags[MODES] = { 0, LOCKDEP_READ, LOCKDEP_READ_RECURSIVE };

struct case_world lockdep_case;

unsigned lockdep_case_mode(unsigned *number)
{
	return mode_flags[case_digit(number, MODES)];
}

unsigned lockdep_case_acquire(unsigned *number)
{
	unsigned mode = lockdep_case_mode(number);

	return mode | (case_digit(number, 2) ? LOCKDEP_TRY : 0);
}

uint16_t lockdep_case_state(unsigned *number)
{
	unsigned d = case_digit(number, STATES);

	return d ? lockdep_contexts[d - 1].closes : 0;
}

uint32_t lockdep_case_context(unsigned *number)
{
	unsigned d = case_digit(number, CONTEXTS);
	unsigned row = d > HF_CTX_COUNT ? d - HF_CTX_COUNT : d - 1;

	if (!d)
		return 0;
	return lockdep_contexts[row].closes | (d > HF_CTX_COUNT ? 1u << (row + 16) : 0);
}

uint32_t lockdep_case_within(unsigned lock, uint32_t context)
{
	return context | lockdep_kinds[lockdep_case.locks[lock].cls->kind].masks;
}

uint16_t lockdep_case_spinners(uint32_t context)
{
	uint16_t rows = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if ((lockdep_contexts[row].waits == HF_WAITS_ENTERED ? context >> 16 : context) & 1u << row)
			rows |= (uint16_t)(1u << row);
	return rows;
}

void lockdep_case_expect_rows(struct case_model *m, uint16_t rows, uint16_t pinned)
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
		if (lockdep_contexts[row].waits == HF_WAITS_ENTERED || (pinned & 1u << row))
			m->certain |= 1u << rule;
	}
}

static uint16_t inverted(const struct case_seen *s)
{
	return (uint16_t)((s->open[0] & (s->spun[0] | s->spun[1])) | (s->open[1] & s->spun[0]));
}

/* Of a spinning kind: held open and spun on, as far as that is new. */
static void expect_use(struct case_model *m, unsigned lock, unsigned flags, uint32_t context,
		       uint16_t spun)
{
	const struct lockdep_class *cls = lockdep_case.locks[lock].cls;
	struct case_seen *s = &m->seen[cls - lockdep_case.classes];
	uint16_t open = LOCKDEP_ALL_ACTORS & (uint16_t)~context, now_inverted;
	uint16_t *pinned = &m->pinned_open[cls - lockdep_case.classes];

	if (context & LOCKDEP_PINNED)
		*pinned |= open;
	open &= (uint16_t)~s->open[case_shared(flags)];
	spun &= (uint16_t)~s->spun[case_recursive(flags)];
	s->open[case_shared(flags)] |= open;
	s->spun[case_recursive(flags)] |= spun;
	now_inverted = inverted(s);
	lockdep_case_expect_rows(m, now_inverted & (open | spun), *pinned);
	if ((open & cls->declared & (uint16_t)~now_inverted) ||
	    (spun & (uint16_t)~(cls->declared | lockdep_kinds[cls->kind].masks | now_inverted)))
		m->broken |= BIT(CONTEXT_MISMATCH);
}

void lockdep_case_expect_open(struct case_model *m, unsigned lock, unsigned flags, uint32_t context)
{
	if (case_spins(lock))
		expect_use(m, lock, flags, context, 0);
}

unsigned lockdep_case_patience(unsigned lock)
{
	const struct lockdep_class *cls = lockdep_case.locks[lock].cls;

	if (cls->wait != LOCKDEP_WAIT_BY_KIND)
		return cls->wait;
	return lockdep_kinds[cls->kind].spins ? LOCKDEP_WAIT_SPINS : LOCKDEP_WAIT_SLEEPS;
}

void lockdep_case_expect_take(struct case_model *m, unsigned lock, unsigned flags, uint32_t context,
			      unsigned around)
{
	uint16_t spinners = lockdep_case_spinners(context);
	unsigned patience = lockdep_case_patience(lock);
	bool waits = !(flags & LOCKDEP_TRY);

	if (case_spins(lock))
		expect_use(m, lock, flags, context, waits ? spinners : 0);
	if (waits && ((patience == LOCKDEP_WAIT_SLEEPS && spinners) || around < patience))
		m->broken |= BIT(BLOCK_IN_ATOMIC);
}

void lockdep_case_take(struct case_model *m, unsigned lock, unsigned flags, uint32_t context,
		       unsigned around)
{
	context = lockdep_case_within(lock, context);
	lockdep_acquire_as(case_thread(), &lockdep_case.locks[lock], flags, context);
	lockdep_case_expect_take(m, lock, flags, context, around);
}

void lockdep_case_drop(unsigned lock, uint32_t context)
{
	lockdep_release_as(case_thread(), &lockdep_case.locks[lock], context);
}

static void empty(struct lockdep_thread *thread)
{
	thread->filter = 0;
	thread->depth = 0;
	thread->dropped = 0;
	thread->broken = thread->certain = 0;
}

void lockdep_case_begin(unsigned kind0, unsigned kind1, uint16_t declared)
{
	struct case_world *w = &lockdep_case;

	lockdep_reset();
	empty(&w->thread);
	empty(&w->other);
	w->classes[0] = (struct lockdep_class){ .name = "self-test 0", .kind = (uint8_t)kind0,
						.declared = declared };
	w->classes[1] = (struct lockdep_class){ .name = "self-test 1", .kind = (uint8_t)kind1,
						.declared = declared };
	w->classes[2] = (struct lockdep_class){ .name = "self-test 2", .kind = HF_KIND_mutex };
	for (unsigned i = 0; i < 4; i++)
		w->locks[i] = (struct lockdep_map){ .cls = &w->classes[i < 2 ? i : 2] };
}

bool lockdep_case_as_expected(const struct case_model *m)
{
	const struct lockdep_thread *thread = &lockdep_case.thread;

	return thread->broken == m->broken && (thread->certain & m->certain) == m->certain &&
	       !(thread->certain & BIT(PREEMPT_INVERSION) & ~m->certain);
}

/* The next step that meets all values of all digits: it has no divisor in common with the count. */
static unsigned step_of(unsigned stride, unsigned count)
{
	for (;; stride++) {
		unsigned a = count, b = stride;

		while (b) {
			unsigned rest = a % b;

			a = b;
			b = rest;
		}
		if (a == 1)
			return stride;
	}
}

#define LEAST 12                        /* cases of a family, about, however few there are */

static void run_families(const struct case_family *families, unsigned first, unsigned stride,
			 struct lockdep_selftest *result)
{
	for (unsigned f = 0; families[f].run; f++) {
		unsigned most = families[f].count / LEAST;
		unsigned step = step_of(stride < most ? stride : most, families[f].count);

		for (unsigned n = 0; n < families[f].count; n += step) {
			result->cases++;
			if (families[f].run(n))
				continue;
			if (!result->failed++) {
				result->family = first + f;
				result->number = n;
			}
		}
	}
}

void lockdep_selftest(unsigned stride, struct lockdep_selftest *result)
{
	*result = (struct lockdep_selftest){ .cases = 0 };
	lockdep_case.all_masked = 0;
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		lockdep_case.all_masked |= lockdep_contexts[row].closes;
	lockdep_splat_silence(true);
	run_families(lockdep_case_order, 0, stride, result);
	run_families(lockdep_case_use, 100, stride, result);
	lockdep_reset();
	lockdep_splat_silence(false);
}
