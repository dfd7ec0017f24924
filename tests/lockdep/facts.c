/* SPDX-License-Identifier: MIT
 *
 * facts.c: everything is recomputed from the occurrences.
 */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct oracle_row rows[ROWS] = {
#define HF_CONTEXT(id, masked, entered_, closes_, waits, rule_, actor) \
	{ (closes_), (waits) == HF_WAITS_ENTERED, (rule_) },
#include <contexts.def>
#undef HF_CONTEXT
};

enum { HF_LOCK_SLEEPS, HF_LOCK_SPINS };
enum { MASKS_none };
#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) MASKS_##masked = (closes),
enum {
#include <contexts.def>
};
#undef HF_CONTEXT
const struct oracle_kind kinds[HF_KIND_COUNT] = {
#define HF_LOCK_KIND(id, waits, masks, text) { (waits) == HF_LOCK_SPINS, MASKS_##masks },
#include <lock_kinds.def>
#undef HF_LOCK_KIND
};

enum { MOST = 4096 };
static struct fact history[MOST];
static unsigned history_len;
static const struct oracle_class *classes;

/* All facts of today, each once. */
static struct fact facts[MOST];
static unsigned fact_count, gathered;
static bool guarded;                    /* any of them */

static unsigned long tried;             /* ways, since the program's start */
#define TRIED_MOST 300000

bool oracle_gave_up(void)
{
	return tried > TRIED_MOST;
}

void facts_start(const struct oracle_class *given)
{
	classes = given;
	history_len = fact_count = gathered = 0;
	tried = 0;
}

unsigned facts_mark(void)
{
	return history_len;
}

void facts_return(unsigned mark)
{
	history_len = mark;
	gathered = ~0u;
}

static bool is_of(const struct fact *f, unsigned cls)
{
	if (f->kind == OPEN || f->kind == SPUN)
		return f->a == cls;
	return f->a / ORACLE_LEVELS == cls || f->b / ORACLE_LEVELS == cls;
}

void facts_forget(unsigned cls)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < history_len; i++)
		if (!is_of(&history[i], cls))
			history[kept++] = history[i];
	facts_return(kept);
}

static bool same_key(const struct fact *x, const struct fact *y)
{
	return x->kind == y->kind && x->a == y->a && x->b == y->b && x->row == y->row &&
	       x->from == y->from && x->to == y->to;
}

/* The fact as of now: its occurrences' common locks.  False: it never occurred. */
static bool known(struct fact *f)
{
	bool any = false;

	f->guards = (struct guards){ ~0ull, ~0ull };
	for (unsigned i = 0; i < history_len; i++)
		if (same_key(&history[i], f)) {
			f->guards.any &= history[i].guards.any;
			f->guards.exclusive &= history[i].guards.exclusive;
			any = true;
		}
	return any;
}

bool facts_occur(struct fact f)
{
	struct fact before = f, after = f;
	bool was;

	for (unsigned i = 0; i < history_len; i++)
		if (same_key(&history[i], &f) && history[i].guards.any == f.guards.any &&
		    history[i].guards.exclusive == f.guards.exclusive)
			return false;
	was = known(&before);
	if (history_len == MOST) {
		fputs("oracle: the history is too long\n", stderr);
		exit(2);
	}
	history[history_len++] = f;
	known(&after);
	return !was || after.guards.any != before.guards.any ||
	       after.guards.exclusive != before.guards.exclusive;
}

static bool fit(const struct fact *x, const struct fact *y)
{
	return !(x->guards.any & y->guards.exclusive) && !(x->guards.exclusive & y->guards.any);
}

/* The others do already. */
static bool newest_fits(const struct fact *const *facts, unsigned count)
{
	for (unsigned i = 0; i + 1 < count; i++)
		if (!fit(facts[i], facts[count - 1]))
			return false;
	return true;
}

static bool together(const struct fact *const *facts, unsigned count)
{
	for (unsigned i = 1; i <= count; i++)
		if (!newest_fits(facts, i))
			return false;
	return true;
}

static void gather(void)
{
	if (gathered == history_len)
		return;
	gathered = history_len;
	fact_count = 0;
	guarded = false;
	for (unsigned i = 0; i < history_len; i++) {
		unsigned k = 0;

		while (k < fact_count && !same_key(&facts[k], &history[i]))
			k++;
		if (k < fact_count)
			continue;
		facts[fact_count] = history[i];
		known(&facts[fact_count]);
		guarded |= facts[fact_count++].guards.any != 0;
	}
}

/* Every way of edges, on which each waits for the next, that starts where a waiter of mode
 * `mode` arrives at `node`: does `done` accept one of them?  A way passes no node twice in the same
 * mode. */
struct way {
	const struct fact *facts[2 * NODES + 8];
	unsigned count;
	uint64_t passed;
	unsigned row;
	bool declared;                  /* over declared orders as well */
	bool (*done)(struct way *w, unsigned node, bool mode);
	const struct fact *edge;        /* the one that is looked at */
};

static bool follow(struct way *w, unsigned node, bool mode)
{
	uint64_t passed = w->passed, bit = 1ull << (2 * node + mode);

	if ((w->passed & bit) || ++tried > TRIED_MOST)
		return false;
	w->passed |= bit;
	if (w->done(w, node, mode))
		return true;
	for (unsigned i = 0; i < fact_count; i++) {
		const struct fact *e = &facts[i];

		if ((e->kind != EDGE && !(w->declared && e->kind == DECLARED)) || e->a != node ||
		    !waits_for(e->from, mode))
			continue;
		w->facts[w->count++] = e;
		if (newest_fits(w->facts, w->count) && follow(w, e->b, e->to))
			return true;
		w->count--;
	}
	if (guarded)                    /* else no other way here does better */
		w->passed = passed;
	return false;
}

static bool held_open_here(struct way *w, unsigned node, bool mode)
{
	for (unsigned i = 0; i < fact_count; i++) {
		const struct fact *f = &facts[i];

		if (f->kind != OPEN || f->row != w->row || f->a != node / ORACLE_LEVELS ||
		    !waits_for(f->from, mode) || !kinds[classes[f->a].kind].spins)
			continue;
		w->facts[w->count] = f;
		if (newest_fits(w->facts, w->count + 1))
			return true;
	}
	return false;
}

static bool holder_here(struct way *w, unsigned node, bool mode)
{
	return node == w->edge->a && waits_for(w->edge->from, mode);
}

/* Does spinning like this lead to a lock that is held open to the actor? */
static bool leads_to_open(const struct fact *spun)
{
	for (unsigned level = 0; level < ORACLE_LEVELS; level++) {
		struct way w = { .facts = { spun }, .count = 1, .row = spun->row,
				 .done = held_open_here };

		if (follow(&w, spun->a * ORACLE_LEVELS + level, spun->to))
			return true;
	}
	return false;
}

/* Backwards: the ways that end at `node`, where a holder of mode `mode` waits; `done` is asked at
 * each class that is spun on. */
static bool precede(struct way *w, unsigned node, bool mode, bool (*start)(struct way *w))
{
	uint64_t passed = w->passed, bit = 1ull << (2 * node + mode);

	if ((w->passed & bit) || ++tried > TRIED_MOST)
		return false;
	w->passed |= bit;
	for (unsigned i = 0; i < fact_count; i++) {
		const struct fact *f = &facts[i];

		if (f->kind == SPUN && f->row == w->row && f->a == node / ORACLE_LEVELS &&
		    waits_for(mode, f->to)) {
			w->facts[w->count++] = f;
			if (newest_fits(w->facts, w->count) && start(w))
				return true;
			w->count--;
		}
		if (f->kind == EDGE && f->b == node && waits_for(mode, f->to)) {
			w->facts[w->count++] = f;
			if (newest_fits(w->facts, w->count) && precede(w, f->a, f->from, start))
				return true;
			w->count--;
		}
	}
	if (guarded)                    /* else no other way here does better */
		w->passed = passed;
	return false;
}

static bool found(struct way *w)
{
	(void)w;
	return true;
}

/* The backward half is there: is the forward one? */
static bool then_forward(struct way *w)
{
	struct way forward = *w;

	forward.passed = 0;
	return follow(&forward, w->edge->b, w->edge->to);
}

static const struct fact *today(const struct fact *f)
{
	gather();
	for (unsigned i = 0; i < fact_count; i++)
		if (same_key(&facts[i], f))
			return &facts[i];
	return f;
}

bool facts_inversion(const struct fact *f, unsigned row)
{
	const struct fact *now = today(f);
	struct way w = { .facts = { now }, .count = 1, .row = row, .done = held_open_here,
			 .edge = now };

	if (f->kind == SPUN)
		return f->row == row && leads_to_open(now);
	if (f->kind == EDGE)
		return precede(&w, f->a, f->from, then_forward);
	if (f->row != row || !kinds[classes[f->a].kind].spins)
		return false;
	for (unsigned level = 0; level < ORACLE_LEVELS; level++) {
		w.count = 1;
		w.passed = 0;
		if (precede(&w, f->a * ORACLE_LEVELS + level, f->from, found))
			return true;
	}
	return false;
}

bool facts_cycle(const struct fact *edge)
{
	const struct fact *now = today(edge);
	const struct fact *twice[] = { now, now };
	struct way w = { .facts = { now }, .count = 1, .declared = true, .done = holder_here,
			 .edge = now };

	if (edge->a == edge->b && !together(twice, 2))
		return false;
	return follow(&w, edge->b, edge->to);
}

uint16_t facts_inverted(unsigned cls)
{
	uint16_t inverted = 0;

	gather();
	for (unsigned i = 0; i < fact_count; i++)
		for (unsigned k = 0; k < fact_count; k++) {
			const struct fact *pair[] = { &facts[i], &facts[k] };

			if (facts[i].kind == OPEN && facts[k].kind == SPUN && facts[i].a == cls &&
			    facts[k].a == cls && facts[i].row == facts[k].row &&
			    waits_for(facts[i].from, facts[k].to) && together(pair, 2))
				inverted |= (uint16_t)(1u << facts[i].row);
		}
	return inverted;
}
