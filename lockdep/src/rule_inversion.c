/* SPDX-License-Identifier: MIT
 *
 * rule_inversion.c: a lock held open to an actor that spins on it, or on a lock
 * that is held while it is waited for: the rule of every row of contexts.def.
 *
 * Let B be held while actor c can interrupt, and A spun on by c, with A = B or
 * A -> ... -> B in the order graph.  c interrupts the holder of B and spins on A;
 * whoever holds A waits, over the path, for B: for ever.
 *
 * Each of the three facts may be the last one to be seen, so each new one is a
 * reason to look for the other two.
 */
#include "class.h"
#include "order.h"
#include "rules.h"
#include "splat.h"
#include "trace.h"

struct pair {
	uint16_t spun, held;            /* A and B; 0 if there are none */
};

static bool is_spun(uint16_t cls, unsigned row)
{
	return lockdep_classes[cls].spun & (1u << row);
}

static bool is_held_open(uint16_t cls, unsigned row)
{
	return lockdep_class_spins(cls) && (lockdep_classes[cls].held_open & (1u << row));
}

/* Puts the last search's way from its start to `end` behind the path, if
 * forward; the other way round, in front of it, if the search went backward. */
static void add_way(struct lockdep_finding *f, uint16_t end, enum lockdep_direction direction)
{
	uint16_t way[LOCKDEP_MAX_PATH];
	unsigned n = 0;

	for (uint16_t cls = end; cls; cls = lockdep_order_came_from(cls)) {
		if (n == LOCKDEP_MAX_PATH) {
			f->path_cut = true;
			break;
		}
		way[n++] = cls;
	}
	for (unsigned i = 0; i < n; i++) {
		if (f->path_len == LOCKDEP_MAX_PATH) {
			f->path_cut = true;
			break;
		}
		f->path[f->path_len++] = direction == LOCKDEP_BACKWARD ? way[i] : way[n - 1 - i];
	}
}

/* The nearest pair whose path goes through from -> to (or through `to` alone, if
 * both are the same). */
static struct pair find_pair(struct lockdep_finding *f, uint16_t from, uint16_t to, unsigned row)
{
	struct pair pair;

	f->path_len = 0;
	f->path_cut = false;
	pair.spun = lockdep_order_search(from, LOCKDEP_BACKWARD, is_spun, row);
	if (!pair.spun)
		return (struct pair){ 0, 0 };
	add_way(f, pair.spun, LOCKDEP_BACKWARD);
	if (from == to)
		f->path_len--;          /* it starts the way forward */
	pair.held = lockdep_order_search(to, LOCKDEP_FORWARD, is_held_open, row);
	if (!pair.held)
		return (struct pair){ 0, 0 };
	add_way(f, pair.held, LOCKDEP_FORWARD);
	return pair;
}

static void draw_direct(struct lockdep_text *t, const struct lockdep_finding *f)
{
	const char *name = lockdep_classes[f->b].name;
	const struct lockdep_trace *held = lockdep_trace_get(lockdep_classes[f->b].open_trace[f->row]);

	lockdep_text_put(t, "  the deadlock, on one CPU:\n");
	lockdep_splat_row(t, "thread %s", held ? held->thread : "?", lockdep_contexts[f->row].actor, NULL);
	lockdep_splat_row(t, "lock(%s)", name, NULL, NULL);
	lockdep_splat_row(t, "<interrupted>", NULL, NULL, NULL);
	lockdep_splat_row(t, NULL, NULL, "lock(%s)", name);
	lockdep_splat_row(t, NULL, NULL, "spins, and never gives the CPU back", NULL);
}

static void draw_carried(struct lockdep_text *t, const struct lockdep_finding *f)
{
	const char *spun = lockdep_classes[f->a].name, *held = lockdep_classes[f->b].name;

	lockdep_text_put(t, "  the deadlock, on two CPUs:\n");
	lockdep_splat_row(t, "one CPU", NULL, "another CPU", NULL);
	lockdep_splat_row(t, "lock(%s)", held, "lock(%s)", spun);
	lockdep_splat_row(t, "<interrupted by %s>", lockdep_contexts[f->row].actor,
			  f->path_len > 2 ? "waits, over the others, for %s" : "lock(%s)", held);
	lockdep_splat_row(t, "lock(%s)", spun, NULL, NULL);
	lockdep_splat_row(t, "spins, and never gives the CPU back", NULL, NULL, NULL);
}

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	uint16_t held_trace = lockdep_classes[f->b].open_trace[f->row];
	uint16_t spun_trace = lockdep_classes[f->a].spun_trace[f->row];
	bool carried = f->a != f->b;

	(void)ev;
	lockdep_text_put(t, "  held ");
	lockdep_context_put_open(t, f->row);
	lockdep_text_put(t, " in ");
	lockdep_splat_function(t, held_trace);
	lockdep_text_put(t, "\n  spun on ");
	lockdep_context_put_spun(t, f->row);
	lockdep_text_put(t, " in ");
	lockdep_splat_function(t, spun_trace);
	lockdep_text_put(t, "\n");
	lockdep_splat_class(t, f->b);
	if (carried) {
		lockdep_splat_class(t, f->a);
		lockdep_text_put(t, "  carried by the order ");
		lockdep_splat_path(t, f);
		lockdep_text_put(t, "\n");
	}
	(carried ? draw_carried : draw_direct)(t, f);

	lockdep_text_put(t, "  %s held ", lockdep_classes[f->b].name);
	lockdep_context_put_open(t, f->row);
	lockdep_text_put(t, ": ");
	lockdep_splat_trace(t, held_trace);
	lockdep_text_put(t, "  %s spun on ", lockdep_classes[f->a].name);
	lockdep_context_put_spun(t, f->row);
	lockdep_text_put(t, ": ");
	lockdep_splat_trace(t, spun_trace);
	if (carried)
		lockdep_splat_edges(t, f);
}

static enum lockdep_rule rule_of(const char *name)
{
	for (unsigned rule = 1; rule < LOCKDEP_RULE_USER; rule++)
		if (lockdep_text_same(name, lockdep_rule_name((enum lockdep_rule)rule)))
			return (enum lockdep_rule)rule;
	return LOCKDEP_RULE_USER;
}

static void report_row(struct lockdep_event *ev, struct lockdep_finding *f, struct pair pair,
		       unsigned row)
{
	f->rule_name = lockdep_contexts[row].rule;
	f->rule = rule_of(f->rule_name);
	f->subject = lockdep_classes[pair.held].name;
	f->a = pair.spun;
	f->b = pair.held;
	f->row = (uint16_t)row;
	f->explain = explain;
	lockdep_report(ev, f);
}

/* What another report says already, and who mends that mends this.  Either the
 * actor spins on the lock directly as well, not only over others; or the same pair
 * breaks a stricter row, whose mask masks this row's actor too. */
static bool covered(const struct pair *pairs, unsigned row)
{
	if (pairs[row].spun != pairs[row].held && is_spun(pairs[row].held, row))
		return true;
	for (unsigned by = 0; by < HF_CTX_COUNT; by++)
		if (by != row && pairs[by].held && pairs[by].spun == pairs[row].spun &&
		    pairs[by].held == pairs[row].held &&
		    (lockdep_contexts[by].closes & (1u << row)) &&
		    !(lockdep_contexts[row].closes & (1u << by)))
			return true;
	return false;
}

static void check(struct lockdep_event *ev, uint16_t from, uint16_t rows)
{
	struct lockdep_finding f = { 0 };
	struct pair pairs[HF_CTX_COUNT] = { 0 };

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (rows & (1u << row))
			pairs[row] = find_pair(&f, from, ev->cls, row);
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		if (!pairs[row].held || covered(pairs, row))
			continue;
		find_pair(&f, from, ev->cls, row);      /* its path again */
		report_row(ev, &f, pairs[row], row);
	}
}

void lockdep_rule_inversion(struct lockdep_event *ev)
{
	if (!lockdep_class_learned(ev->cls))
		return;
	check(ev, ev->cls, ev->now_open | ev->now_spun);
	for (unsigned i = 0; i < ev->now_after_count; i++)
		check(ev, ev->now_after[i], LOCKDEP_ALL_ACTORS);
}
