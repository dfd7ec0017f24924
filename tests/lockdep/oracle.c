/* SPDX-License-Identifier: MIT
 *
 * oracle.c: the naive oracle.  Everything is recomputed from the occurrences.
 */
#include "oracle.h"

#include <lockdep/port.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = ORACLE_CLASSES * ORACLE_LEVELS, ROWS = HF_CTX_COUNT, MOST = 4096 };

enum { HF_WAITS_MASKED, HF_WAITS_ENTERED };
static const struct {
	uint16_t closes;
	bool entered;
	const char *rule;
} rows[] = {
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
static const struct {
	bool spins;
	uint16_t masks;
} kinds[] = {
#define HF_LOCK_KIND(id, waits, masks, text) { (waits) == HF_LOCK_SPINS, MASKS_##masks },
#include <lock_kinds.def>
#undef HF_LOCK_KIND
};

/* Locks held besides: one bit for each. */
struct guards {
	uint32_t any, exclusive;
};

enum kind { OPEN, SPUN, EDGE, DECLARED };

/* One occurrence.  OPEN: `a` (a class) held in mode `from` open to `row`.  SPUN: `a` spun on in
 * mode `to`.  EDGE: node `b` waited for in mode `to` with node `a` held in mode `from`. */
struct fact {
	enum kind kind;
	unsigned a, b, row;
	bool from, to;
	struct guards guards;
};

static struct fact history[MOST];
static unsigned history_len;
static uint16_t pinned[ORACLE_CLASSES];
static const struct oracle_class *classes;
static unsigned class_count;
static struct { unsigned a, b; uint32_t context; } blocked[MOST];
static unsigned blocked_count;

/* All facts of today, each once. */
static struct fact facts[MOST];
static unsigned fact_count, gathered;
static bool guarded;                    /* any of them */

static bool refusing;
static unsigned long tried;             /* ways, since the program's start */
#define TRIED_MOST 300000

bool oracle_gave_up(void)
{
	return tried > TRIED_MOST;
}

void oracle_refuse(void)
{
	refusing = true;
}

void oracle_start(const struct oracle_class *given, unsigned count)
{
	classes = given;
	class_count = count;
	history_len = blocked_count = fact_count = gathered = 0;
	refusing = false;
	tried = 0;
	memset(pinned, 0, sizeof(pinned));
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

	f->guards = (struct guards){ ~0u, ~0u };
	for (unsigned i = 0; i < history_len; i++)
		if (same_key(&history[i], f)) {
			f->guards.any &= history[i].guards.any;
			f->guards.exclusive &= history[i].guards.exclusive;
			any = true;
		}
	return any;
}

/* True: it says more than the history did. */
static bool occurs(struct fact f)
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

static bool waits_for(bool shared_holder, bool recursive_waiter)
{
	return !shared_holder || !recursive_waiter;
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
	for (unsigned i = 0; i < fact_count; i++)
		if (same_key(&facts[i], f))
			return &facts[i];
	return f;
}

static bool inversion(const struct fact *f, unsigned row)
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

static bool cycle(const struct fact *edge)
{
	const struct fact *now = today(edge);
	const struct fact *twice[] = { now, now };
	struct way w = { .facts = { now }, .count = 1, .declared = true, .done = holder_here,
			 .edge = now };

	if (edge->a == edge->b && !together(twice, 2))
		return false;
	return follow(&w, edge->b, edge->to);
}

static enum lockdep_rule rule_of_row(unsigned row)
{
	for (unsigned rule = 1; rule < LOCKDEP_RULE_USER; rule++)
		if (!strcmp(rows[row].rule, lockdep_rule_name((enum lockdep_rule)rule)))
			return (enum lockdep_rule)rule;
	return LOCKDEP_RULE_USER;
}

/* The rows in which the class itself is inverted. */
static uint16_t directly_inverted(unsigned cls)
{
	uint16_t inverted = 0;

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

void oracle_declare(unsigned before, unsigned after)
{
	struct fact f = { .kind = DECLARED, .a = before * ORACLE_LEVELS, .b = after * ORACLE_LEVELS };

	occurs(f);
}

/* ---- a thread's stack --------------------------------------------------- */

static bool shared(unsigned flags)
{
	return flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

static struct guards guards_of(const struct oracle_thread *t, unsigned but, uint16_t entered,
			       unsigned top)
{
	struct guards g = { 0, 0 };
	unsigned first = top;

	while (first && t->held[first - 1].entered == entered)
		first--;
	for (unsigned i = first; i < t->depth && t->held[i].entered == entered; i++) {
		uint32_t bit = 1u << (t->held[i].cls * ORACLE_LOCKS + t->held[i].lock);

		if (i == but)
			continue;
		g.any |= bit;
		if (!shared(t->held[i].flags))
			g.exclusive |= bit;
	}
	return g;
}

static uint16_t open_rows(uint32_t context)
{
	return (uint16_t)~context & ((1u << ROWS) - 1);
}

static uint16_t spinning_rows(uint32_t context)
{
	uint16_t spinning = 0;

	for (unsigned row = 0; row < ROWS; row++)
		if ((rows[row].entered ? context >> 16 : context) & 1u << row)
			spinning |= (uint16_t)(1u << row);
	return spinning;
}

static void add_rule(struct oracle_verdict *v, enum lockdep_rule rule, bool certain)
{
	v->broken |= 1u << rule;
	if (certain)
		v->certain |= 1u << rule;
}

static bool any_pinned(unsigned row)
{
	for (unsigned cls = 0; cls < class_count; cls++)
		if (pinned[cls] & 1u << row)
			return true;
	return false;
}

/* A row of threads is a livelock where the holder could go on elsewhere.  Which of several holders
 * lockdep tells of is its own affair: surely a livelock if none was pinned. */
static void judge_fact(struct oracle_verdict *v, const struct fact *f)
{
	gather();
	for (unsigned row = 0; row < ROWS; row++) {
		if (!inversion(f, row))
			continue;
		add_rule(v, rule_of_row(row), rows[row].entered);
		if (!rows[row].entered && !any_pinned(row))
			v->livelock |= 1u << rule_of_row(row);
	}
	if (f->kind == EDGE) {
		const struct oracle_class *from = &classes[f->a / ORACLE_LEVELS];
		const struct oracle_class *to = &classes[f->b / ORACLE_LEVELS];

		if (cycle(f) || (from->rank && to->rank && from != to && from->rank >= to->rank))
			add_rule(v, LOCKDEP_RULE_LOCK_ORDER, true);
	}
}

static void judge_mismatch(struct oracle_verdict *v, unsigned cls, uint16_t opened, uint16_t spun)
{
	uint16_t inverted;

	if (!kinds[classes[cls].kind].spins)
		return;
	gather();
	inverted = directly_inverted(cls);
	if ((opened & classes[cls].declared & ~inverted) ||
	    (spun & ~(classes[cls].declared | kinds[classes[cls].kind].masks | inverted)))
		add_rule(v, LOCKDEP_RULE_CONTEXT_MISMATCH, false);
}

/* The lock is held open to whoever isn't closed. */
static uint16_t learn_open(struct fact *news, unsigned *count, const struct oracle_held *h,
			   uint32_t context, struct guards guards)
{
	uint16_t changed = 0;

	for (unsigned row = 0; row < ROWS; row++) {
		struct fact f = { .kind = OPEN, .a = h->cls, .row = row, .from = shared(h->flags),
				  .guards = kinds[classes[h->cls].kind].spins ? guards
									    : (struct guards){ 0, 0 } };

		if (!(open_rows(context) & 1u << row))
			continue;
		if (context & LOCKDEP_PINNED)
			pinned[h->cls] |= (uint16_t)(1u << row);
		if (occurs(f)) {
			news[(*count)++] = f;
			changed |= (uint16_t)(1u << row);
		}
	}
	return changed;
}

static void judge_block(struct oracle_verdict *v, const struct oracle_thread *t, unsigned cls,
			unsigned level, uint32_t context)
{
	unsigned a = 0, b = cls * ORACLE_LEVELS + level, i;
	bool spins = false;

	for (i = t->depth; i-- > 0;)
		if (kinds[classes[t->held[i].cls].kind].spins) {
			spins = true;
			if (t->held[i].entered == (context >> 16 & 0x7fff))
				a = t->held[i].cls + 1;
		}
	if (!spins && !spinning_rows(context))
		return;
	add_rule(v, LOCKDEP_RULE_BLOCK_IN_ATOMIC, false);
	for (i = 0; i < blocked_count; i++)
		if (blocked[i].a == a && blocked[i].b == b && blocked[i].context == context)
			v->perhaps |= 1u << LOCKDEP_RULE_BLOCK_IN_ATOMIC;
	if (i < MOST) {
		blocked[i].a = a;
		blocked[i].b = b;
		blocked[i].context = context;
		blocked_count++;
	}
}

static void judge_locks(struct oracle_verdict *v, const struct oracle_thread *t,
			const struct oracle_held *h)
{
	for (unsigned i = t->depth; i-- > 0;) {
		const struct oracle_held *held = &t->held[i];

		if (held->cls == h->cls && held->lock == h->lock &&
		    waits_for(shared(held->flags), h->flags & LOCKDEP_READ_RECURSIVE)) {
			gather();
			if (held->entered == h->entered || !directly_inverted(h->cls))
				add_rule(v, LOCKDEP_RULE_LOCK_RECURSION, true);
			break;          /* the youngest one says it */
		}
	}
	for (unsigned i = t->depth; i-- > 0 && t->held[i].entered == h->entered;)
		if (classes[h->cls].sorted && t->held[i].cls == h->cls &&
		    t->held[i].level == h->level && t->held[i].lock > h->lock)
			add_rule(v, LOCKDEP_RULE_LOCK_ORDER, true);
}

struct oracle_verdict oracle_acquire(struct oracle_thread *t, unsigned cls, unsigned lock,
				     unsigned flags, unsigned level, uint32_t context)
{
	struct oracle_held h = { .cls = cls, .lock = lock, .level = level, .flags = flags,
				 .entered = (uint16_t)(context >> 16 & 0x7fff) };
	struct oracle_verdict v = { 0 };
	struct fact news[ROWS * 2 + ORACLE_DEPTH];
	struct guards guards = guards_of(t, ORACLE_DEPTH, h.entered, t->depth);
	bool waits = !(flags & LOCKDEP_TRY), recursive = flags & LOCKDEP_READ_RECURSIVE;
	unsigned count = 0, history_before = history_len, blocked_before = blocked_count;
	uint16_t opened, spun = 0, pinned_before = pinned[cls];

	opened = learn_open(news, &count, &h, context, guards);
	for (unsigned row = 0; row < ROWS && waits && kinds[classes[cls].kind].spins; row++) {
		struct fact f = { .kind = SPUN, .a = cls, .row = row, .to = recursive,
				  .guards = guards };

		if ((spinning_rows(context) & 1u << row) && occurs(f)) {
			news[count++] = f;
			spun |= (uint16_t)(1u << row);
		}
	}
	for (unsigned i = t->depth; waits && i-- > 0 && t->held[i].entered == h.entered;) {
		const struct oracle_held *held = &t->held[i];
		struct fact f = { .kind = EDGE, .a = held->cls * ORACLE_LEVELS + held->level,
				  .b = cls * ORACLE_LEVELS + level, .from = shared(held->flags),
				  .to = recursive,
				  .guards = guards_of(t, i, h.entered, t->depth) };

		if ((held->cls == cls && (held->lock == lock || classes[cls].sorted)) || !occurs(f))
			continue;
		news[count++] = f;
	}
	for (unsigned i = 0; i < count; i++)
		judge_fact(&v, &news[i]);
	judge_mismatch(&v, cls, opened, spun);
	if (waits) {
		judge_locks(&v, t, &h);
		if (!kinds[classes[cls].kind].spins)
			judge_block(&v, t, cls, level, context);
	}
	if (refusing && v.broken) {
		history_len = history_before;
		blocked_count = blocked_before;
		pinned[cls] = pinned_before;
		gathered = ~0u;
		return v;
	}
	t->held[t->depth++] = h;
	return v;
}

struct oracle_verdict oracle_opened(struct oracle_thread *t, uint32_t context)
{
	struct oracle_verdict v = { 0 };

	for (unsigned i = 0; i < t->depth; i++) {
		struct fact news[ROWS];
		unsigned count = 0;
		uint16_t opened = learn_open(news, &count, &t->held[i], context,
					     guards_of(t, i, t->held[i].entered, i));

		for (unsigned k = 0; k < count; k++)
			judge_fact(&v, &news[k]);
		judge_mismatch(&v, t->held[i].cls, opened, 0);
	}
	return v;
}

struct oracle_verdict oracle_release(struct oracle_thread *t, unsigned cls, unsigned lock,
				     uint32_t context)
{
	struct oracle_verdict v = { 0 };
	unsigned i = t->depth;

	while (i && !(t->held[i - 1].cls == cls && t->held[i - 1].lock == lock))
		i--;
	if (!i) {
		add_rule(&v, LOCKDEP_RULE_LOCK_IMBALANCE, false);
		return v;
	}
	memmove(&t->held[i - 1], &t->held[i], (t->depth - i) * sizeof(t->held[0]));
	t->depth--;
	return i - 1 == t->depth ? v : oracle_opened(t, context);
}

struct oracle_verdict oracle_block(struct oracle_thread *t, uint32_t context)
{
	struct oracle_verdict v = { 0 };

	judge_block(&v, t, ORACLE_CLASSES, 0, context);
	v.perhaps = 0;
	return v;
}
