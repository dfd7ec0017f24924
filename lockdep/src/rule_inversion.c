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
#include "rules.h"
#include "search.h"
#include "splat.h"
#include "trace.h"
#include "usage.h"

static const struct lockdep_class_info *base_of(uint16_t cls)
{
	return &lockdep_classes[lockdep_classes[cls].base];
}

static bool is_spun(uint16_t cls, unsigned row)
{
	return lockdep_class_spun(base_of(cls)) & (1u << row);
}

/* The finding's path: the backward half from its far end, the new edge, the forward half. */
static void fill_path(struct lockdep_finding *f, const struct lockdep_half *backward,
		      uint16_t edge, const struct lockdep_half *forward)
{
	unsigned n = 0;

	f->path_cut = (backward && backward->cut) || (forward && forward->cut);
	for (unsigned i = backward ? backward->len : 0; i-- > 0;) {
		f->path[n] = lockdep_edges[backward->edges[i]].from;
		f->edges[n++] = backward->edges[i];
	}
	if (edge) {
		f->path[n] = lockdep_edges[edge].from;
		f->edges[n++] = edge;
	}
	for (unsigned i = 0; forward && i < forward->len; i++) {
		f->path[n] = lockdep_edges[forward->edges[i]].from;
		f->edges[n++] = forward->edges[i];
	}
	f->path[n] = n ? lockdep_edges[f->edges[n - 1]].to
		       : (forward ? forward->start : backward->start);
	f->path_len = n + 1;
}

static void tell(struct lockdep_finding *f, unsigned row, uint16_t spun, bool spun_mode,
		 uint16_t held, bool held_mode)
{
	f->a = lockdep_classes[spun].base;
	f->b = lockdep_classes[held].base;
	f->row = (uint16_t)row;
	f->spun_mode = spun_mode;
	f->held_mode = held_mode;
	f->until_migration = lockdep_context_may_migrate(row) &&
			     !(base_of(held)->pinned_open & 1u << row);
}

/* The class was seen spun on, or held open, in this mode: that holds for each of its levels.
 * False: no inversion. */
static bool find_by_use(struct lockdep_finding *f, uint16_t base, bool spun, bool mode, unsigned row)
{
	const struct lockdep_class_info *info = &lockdep_classes[base];
	const struct lockdep_use *use = spun ? &info->spun[mode] : &info->open[mode];

	for (uint16_t cls = base; cls; cls = lockdep_classes[cls].next_level) {
		struct lockdep_half half = {
			.backward = !spun,
			.start = cls,
			.mode = mode,
			.goal = spun ? LOCKDEP_GOAL_OPEN : LOCKDEP_GOAL_SPUN,
			.row = row,
		};

		if (!lockdep_search(&half, 1, &use->guards[row]))
			continue;
		if (spun) {
			tell(f, row, cls, mode, half.end, half.end_mode);
			fill_path(f, NULL, 0, &half);
		} else {
			tell(f, row, half.end, half.end_mode, cls, mode);
			fill_path(f, &half, 0, NULL);
		}
		return true;
	}
	return false;
}

/* The edge is new. */
static bool find_by_edge(struct lockdep_finding *f, uint16_t e, unsigned row)
{
	const struct lockdep_edge *edge = &lockdep_edges[e];
	struct lockdep_half halves[2] = {
		{ .backward = true, .start = edge->from, .mode = edge->mode & LOCKDEP_EDGE_SHARED,
		  .goal = LOCKDEP_GOAL_SPUN, .row = row },
		{ .start = edge->to, .mode = edge->mode & LOCKDEP_EDGE_RECURSIVE,
		  .goal = LOCKDEP_GOAL_OPEN, .row = row },
	};

	if (!lockdep_search(halves, 2, &edge->guards))
		return false;
	tell(f, row, halves[0].end, halves[0].end_mode, halves[1].end, halves[1].end_mode);
	fill_path(f, &halves[0], e, &halves[1]);
	return true;
}

static void draw_direct(struct lockdep_text *t, const struct lockdep_finding *f,
			const struct lockdep_trace *held)
{
	const char *name = lockdep_classes[f->b].name;

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

static void put_side(struct lockdep_text *t, const struct lockdep_finding *f, bool spun)
{
	lockdep_text_put(t, "%s%s ", spun ? "spun on" : "held",
			 (spun ? f->spun_mode : f->held_mode) ? " by a reader" : "");
	(spun ? lockdep_context_put_spun : lockdep_context_put_open)(t, f->row);
}

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	lockdep_trace_id held_trace = lockdep_classes[f->b].open[f->held_mode].trace[f->row];
	lockdep_trace_id spun_trace = lockdep_classes[f->a].spun[f->spun_mode].trace[f->row];
	bool carried = f->path_len > 1;

	(void)ev;
	lockdep_text_put(t, "  ");
	put_side(t, f, false);
	lockdep_text_put(t, " in ");
	lockdep_splat_function(t, held_trace);
	lockdep_text_put(t, "\n  ");
	put_side(t, f, true);
	lockdep_text_put(t, " in ");
	lockdep_splat_function(t, spun_trace);
	lockdep_text_put(t, "\n");
	lockdep_splat_class(t, f->b);
	if (carried) {
		lockdep_splat_class(t, f->a);
		lockdep_text_put(t, "  carried by the order ");
		lockdep_splat_path(t, f);
		lockdep_text_put(t, "\n");
		draw_carried(t, f);
	} else {
		draw_direct(t, f, lockdep_trace_get(held_trace));
	}

	lockdep_text_put(t, "  %s ", lockdep_classes[f->b].name);
	put_side(t, f, false);
	lockdep_text_put(t, ": ");
	lockdep_splat_trace(t, held_trace);
	lockdep_text_put(t, "  %s ", lockdep_classes[f->a].name);
	put_side(t, f, true);
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

/* What another report says already, and who mends that mends this.  Either the
 * actor spins on the lock directly as well, not only over others; or the same pair
 * breaks a stricter row, whose mask masks this row's actor too. */
static bool covered(const struct lockdep_finding *found, unsigned row)
{
	const struct lockdep_finding *f = &found[row];

	if (f->path_len > 1 && is_spun(f->b, row))
		return true;
	for (unsigned by = 0; by < HF_CTX_COUNT; by++)
		if (by != row && found[by].path_len && found[by].a == f->a && found[by].b == f->b &&
		    (lockdep_contexts[by].closes & (1u << row)) &&
		    !(lockdep_contexts[row].closes & (1u << by)))
			return true;
	return false;
}

static void report_rows(struct lockdep_event *ev, struct lockdep_finding *found)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		struct lockdep_finding *f = &found[row];

		if (!f->path_len)
			continue;
		f->rule_name = lockdep_contexts[row].rule;
		f->rule = rule_of(f->rule_name);
		f->subject = lockdep_classes[f->b].name;
		f->explain = explain;
		if (covered(found, row))
			lockdep_report_broken(ev, f);
		else
			lockdep_report(ev, f);
	}
}

/* The slow path is exclusive; on a small stack they would be large. */
static struct lockdep_finding found[HF_CTX_COUNT];

static void clear_found(void)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		found[row] = (struct lockdep_finding){ .path_len = 0 };
}

void lockdep_rule_inversion(struct lockdep_event *ev)
{
	uint16_t base;

	if (!lockdep_class_learned(ev->cls))
		return;
	base = lockdep_classes[ev->cls].base;
	if (!lockdep_usage_rows)
		return;
	clear_found();
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		bool open = (ev->now_open & 1u << row) && lockdep_class_spins(ev->cls);

		if (!(lockdep_usage_rows & 1u << row))
			continue;
		if ((open && find_by_use(&found[row], base, false, lockdep_event_shared(ev), row)) ||
		    !(ev->now_spun & 1u << row))
			continue;
		find_by_use(&found[row], base, true, lockdep_event_recursive(ev), row);
	}
	report_rows(ev, found);
	for (unsigned i = 0; i < ev->now_edge_count; i++) {
		clear_found();
		for (unsigned row = 0; row < HF_CTX_COUNT; row++)
			if (lockdep_usage_rows & 1u << row)
				find_by_edge(&found[row], ev->now_edges[i], row);
		report_rows(ev, found);
	}
}
