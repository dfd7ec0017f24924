/* SPDX-License-Identifier: MIT
 *
 * rule_order.c: lock-order: a new order pair that closes a cycle, or contradicts declared ranks.
 * The shortest cycle is two locks of one class, one inside the other.
 */
#include "class.h"
#include "rules.h"
#include "search.h"
#include "splat.h"

static void draw(struct lockdep_text *t, const struct lockdep_finding *f)
{
	const char *first = lockdep_classes[f->a].name, *second = lockdep_classes[f->b].name;

	lockdep_text_put(t, "  the deadlock, on two CPUs:\n");
	lockdep_splat_row(t, "one CPU", NULL, "another CPU", NULL);
	lockdep_splat_row(t, "lock(%s)", first, "lock(%s)", second);
	lockdep_splat_row(t, "lock(%s)", second,
			  f->path_len > 3 ? "waits, over the others, for %s" : "lock(%s)", first);
}

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	if (f->a == f->b)
		lockdep_text_put(t, "  taken in %P inside another lock of its class, in no "
				 "declared order\n", ev->site);
	else
		lockdep_text_put(t, "  taken in %P inside %s, which is taken inside it elsewhere\n",
				 ev->site, lockdep_classes[f->a].name);
	lockdep_splat_class(t, f->a);
	if (f->a != f->b)
		lockdep_splat_class(t, f->b);
	lockdep_text_put(t, "  cycle: ");
	lockdep_splat_path(t, f);
	lockdep_text_put(t, "\n");
	draw(t, f);
	lockdep_splat_edges(t, f);
}

static void explain_rank(struct lockdep_text *t, const struct lockdep_event *ev,
			 const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  taken in %P inside %s\n", ev->site, lockdep_classes[f->a].name);
	lockdep_text_put(t, "  declared ranks: %s %u, %s %u; the smaller one is taken first\n",
			 lockdep_classes[f->a].name, lockdep_classes[f->a].rank,
			 lockdep_classes[f->b].name, lockdep_classes[f->b].rank);
	lockdep_splat_edges(t, f);
}

/* The cycle: from -> to -> ... -> from. */
static void fill_path(struct lockdep_finding *f, uint16_t e, const struct lockdep_half *half)
{
	f->path[0] = lockdep_edges[e].from;
	f->edges[0] = e;
	f->path[1] = lockdep_edges[e].to;
	f->path_len = 2;
	f->path_cut = half->cut;
	for (unsigned i = 0; i < half->len; i++) {
		f->edges[f->path_len - 1] = half->edges[i];
		f->path[f->path_len++] = lockdep_edges[half->edges[i]].to;
	}
}

/* Does the path pass through a class whose own cycle was found in this event?  The two cycles
 * then share the steps that are wrong. */
static bool passes_cycle(const struct lockdep_finding *f, const uint16_t *cyclic, unsigned count)
{
	for (unsigned k = 1; k < f->path_len; k++)
		for (unsigned i = 0; i < count; i++)
			if (cyclic[i] == f->path[k])
				return true;
	return false;
}

static bool find_cycle(uint16_t e, struct lockdep_half *half)
{
	const struct lockdep_edge *edge = &lockdep_edges[e];

	/* Two locks of one class: the same fact twice. */
	if (edge->from == edge->to && lockdep_guards_exclude(&edge->guards, &edge->guards))
		return false;
	*half = (struct lockdep_half){
		.declared = true,
		.start = edge->to,
		.mode = edge->mode & LOCKDEP_EDGE_RECURSIVE,
		.goal = LOCKDEP_GOAL_HOLDER,
		.goal_cls = edge->from,
		.goal_mode = edge->mode & LOCKDEP_EDGE_SHARED,
	};
	return lockdep_search(half, 1, &edge->guards);
}

static bool contradicts_rank(const struct lockdep_edge *edge)
{
	const struct lockdep_class_info *from = &lockdep_classes[edge->from];
	const struct lockdep_class_info *to = &lockdep_classes[edge->to];

	return from->rank && to->rank && from->base != to->base && from->rank >= to->rank;
}

void lockdep_rule_order(struct lockdep_event *ev)
{
	uint16_t cyclic[LOCKDEP_MAX_HELD];
	unsigned cycles = 0;

	for (unsigned i = 0; i < ev->now_edge_count; i++) {
		uint16_t e = ev->now_edges[i];
		struct lockdep_half half;
		struct lockdep_finding f = {
			.rule = LOCKDEP_RULE_LOCK_ORDER,
			.rule_name = lockdep_rule_name(LOCKDEP_RULE_LOCK_ORDER),
			.subject = ev->name,
			.a = lockdep_edges[e].from,
			.b = ev->cls,
			.path = { lockdep_edges[e].from, ev->cls },
			.edges = { e },
			.path_len = 2,
			.explain = explain_rank,
		};

		if (contradicts_rank(&lockdep_edges[e])) {
			lockdep_report(ev, &f);
			continue;
		}
		if (!find_cycle(e, &half))
			continue;
		fill_path(&f, e, &half);
		f.explain = explain;
		if (passes_cycle(&f, cyclic, cycles)) {
			lockdep_report_broken(ev, &f);
			continue;
		}
		cyclic[cycles++] = lockdep_edges[e].from;
		lockdep_report(ev, &f);
	}
}
