/* SPDX-License-Identifier: MIT
 *
 * oracle.c: the naive oracle: what each call should break.
 */
#include "facts.h"

#include <lockdep/port.h>
#include <string.h>

enum { MOST = 4096 };

static const struct oracle_class *classes;
static unsigned class_count;
static uint16_t pinned[ORACLE_CLASSES];
static unsigned bits[ORACLE_CLASSES][ORACLE_LOCKS], bits_given; /* of a lock as an outer one */
static struct { unsigned a, b; uint32_t context; } blocked[MOST];
static unsigned blocked_count;
static bool refusing, under;
static struct { unsigned cls, lock; } parent;

void oracle_refuse(void)
{
	refusing = true;
}

static void make_locks(unsigned cls)
{
	for (unsigned lock = 0; lock < ORACLE_LOCKS; lock++)
		bits[cls][lock] = bits_given++;
	pinned[cls] = 0;
}

void oracle_start(const struct oracle_class *given, unsigned count)
{
	classes = given;
	class_count = count;
	blocked_count = bits_given = 0;
	refusing = under = false;
	facts_start(given);
	for (unsigned cls = 0; cls < count; cls++)
		make_locks(cls);
}

bool oracle_can_forget(void)
{
	return bits_given + ORACLE_LOCKS <= 64;
}

void oracle_forget(unsigned cls)
{
	facts_forget(cls);
	make_locks(cls);
}

void oracle_remake(unsigned cls, unsigned lock)
{
	bits[cls][lock] = bits_given++;
}

void oracle_under(unsigned cls, unsigned lock)
{
	parent.cls = cls;
	parent.lock = lock;
	under = true;
}

void oracle_declare(unsigned before, unsigned after)
{
	struct fact f = { .kind = DECLARED, .a = before * ORACLE_LEVELS, .b = after * ORACLE_LEVELS };

	facts_occur(f);
}

/* ---- a thread's stack --------------------------------------------------- */

static bool shared(unsigned flags)
{
	return flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

static bool holds(const struct oracle_thread *t, unsigned cls, unsigned lock, bool shared_is_enough)
{
	for (unsigned i = 0; i < t->depth; i++)
		if (t->held[i].cls == cls && t->held[i].lock == lock &&
		    (shared_is_enough || !shared(t->held[i].flags)))
			return true;
	return false;
}

static struct guards guards_of(const struct oracle_thread *t, unsigned but, uint16_t entered,
			       unsigned top)
{
	struct guards g = { 0, 0 };
	unsigned first = top;

	while (first && t->held[first - 1].entered == entered)
		first--;
	for (unsigned i = first; i < t->depth && t->held[i].entered == entered; i++) {
		uint64_t bit = 1ull << bits[t->held[i].cls][t->held[i].lock];

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

static enum lockdep_rule rule_of_row(unsigned row)
{
	for (unsigned rule = 1; rule < LOCKDEP_RULE_USER; rule++)
		if (!strcmp(rows[row].rule, lockdep_rule_name((enum lockdep_rule)rule)))
			return (enum lockdep_rule)rule;
	return LOCKDEP_RULE_USER;
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
	for (unsigned row = 0; row < ROWS; row++) {
		if (!facts_inversion(f, row))
			continue;
		add_rule(v, rule_of_row(row), rows[row].entered);
		if (!rows[row].entered && !any_pinned(row))
			v->livelock |= 1u << rule_of_row(row);
	}
	if (f->kind == EDGE) {
		const struct oracle_class *from = &classes[f->a / ORACLE_LEVELS];
		const struct oracle_class *to = &classes[f->b / ORACLE_LEVELS];

		if (facts_cycle(f) || (from->rank && to->rank && from != to && from->rank >= to->rank))
			add_rule(v, LOCKDEP_RULE_LOCK_ORDER, true);
	}
}

static void judge_mismatch(struct oracle_verdict *v, unsigned cls, uint16_t opened, uint16_t spun)
{
	uint16_t inverted;

	if (!kinds[classes[cls].kind].spins)
		return;
	inverted = facts_inverted(cls);
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
		if (facts_occur(f)) {
			news[(*count)++] = f;
			changed |= (uint16_t)(1u << row);
		}
	}
	return changed;
}

/* What may be taken inside a lock: one that waits in the same way, or more patiently. */
static unsigned patience(unsigned cls)
{
	if (classes[cls].wait != LOCKDEP_WAIT_BY_KIND)
		return classes[cls].wait;
	return kinds[classes[cls].kind].spins ? LOCKDEP_WAIT_SPINS : LOCKDEP_WAIT_SLEEPS;
}

/* A wait, or a lock that is waited for so, in the context and with what the actor holds. */
static void judge_wait(struct oracle_verdict *v, const struct oracle_thread *t, unsigned wait,
		       unsigned b, uint32_t context)
{
	unsigned a = 0, i;

	for (i = t->depth; i-- > 0 && t->held[i].entered == (context >> 16 & 0x7fff);)
		if (patience(t->held[i].cls) < wait)
			a = t->held[i].cls + 1;
	if (!a && !(wait == LOCKDEP_WAIT_SLEEPS && spinning_rows(context)))
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
			const struct oracle_held *h, bool any_order)
{
	for (unsigned i = t->depth; i-- > 0;) {
		const struct oracle_held *held = &t->held[i];

		if (held->cls == h->cls && held->lock == h->lock &&
		    waits_for(shared(held->flags), h->flags & LOCKDEP_READ_RECURSIVE)) {
					if (held->entered == h->entered || !facts_inverted(h->cls))
				add_rule(v, LOCKDEP_RULE_LOCK_RECURSION, true);
			break;          /* the youngest one says it */
		}
	}
	for (unsigned i = t->depth; i-- > 0 && t->held[i].entered == h->entered;)
		if (!any_order && classes[h->cls].sorted && t->held[i].cls == h->cls &&
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
	bool any_order = under && holds(t, parent.cls, parent.lock, false);
	bool waits = !(flags & LOCKDEP_TRY), recursive = flags & LOCKDEP_READ_RECURSIVE;
	unsigned count = 0, mark = facts_mark(), blocked_before = blocked_count;
	uint16_t opened, spun = 0, pinned_before = pinned[cls];

	if (under && !any_order)
		add_rule(&v, LOCKDEP_RULE_REQUIRES, false);
	under = false;
	if (refusing && v.broken)
		return v;
	opened = learn_open(news, &count, &h, context, guards);
	for (unsigned row = 0; row < ROWS && waits && kinds[classes[cls].kind].spins; row++) {
		struct fact f = { .kind = SPUN, .a = cls, .row = row, .to = recursive,
				  .guards = guards };

		if ((spinning_rows(context) & 1u << row) && facts_occur(f)) {
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

		if (held->cls == cls && (held->lock == lock || classes[cls].sorted || any_order))
			continue;
		if (!facts_occur(f))
			continue;
		news[count++] = f;
	}
	for (unsigned i = 0; i < count; i++)
		judge_fact(&v, &news[i]);
	judge_mismatch(&v, cls, opened, spun);
	if (waits) {
		judge_locks(&v, t, &h, any_order);
		judge_wait(&v, t, patience(cls), cls * ORACLE_LEVELS + level, context);
	}
	if (refusing && v.broken) {
		facts_return(mark);
		blocked_count = blocked_before;
		pinned[cls] = pinned_before;
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

	judge_wait(&v, t, LOCKDEP_WAIT_SLEEPS, NODES, context);
	v.perhaps = 0;
	return v;
}

struct oracle_verdict oracle_held_nothing(const struct oracle_thread *t)
{
	struct oracle_verdict v = { 0 };

	if (t->depth)
		add_rule(&v, LOCKDEP_RULE_LOCK_IMBALANCE, false);
	return v;
}

struct oracle_verdict oracle_switch(const struct oracle_thread *t)
{
	struct oracle_verdict v = { 0 };

	for (unsigned i = 0; i < t->depth; i++) {
		const struct oracle_class *cls = &classes[t->held[i].cls];
		bool keeps_cpu = kinds[cls->kind].spins;

		for (unsigned row = 0; row < ROWS; row++)
			if (!rows[row].entered && !(cls->declared & 1u << row))
				keeps_cpu = false;
		if (keeps_cpu)
			add_rule(&v, LOCKDEP_RULE_LOCK_IMBALANCE, false);
	}
	return v;
}

struct oracle_verdict oracle_assert(const struct oracle_thread *t, unsigned cls, unsigned lock,
				    bool shared_is_enough)
{
	struct oracle_verdict v = { 0 };

	if (!holds(t, cls, lock, shared_is_enough))
		add_rule(&v, LOCKDEP_RULE_REQUIRES, false);
	return v;
}
