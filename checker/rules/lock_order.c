// SPDX-License-Identifier: MIT
/*
 * lock_order.c: cycles in the order of lock classes, an order that a declaration
 * excludes, and two locks of one class at once.  A cycle with a pair that is declared
 * otherwise is that pair's finding.  For each order pair the shortest cycle through it, each cycle once.  A
 * cycle all of whose pairs are made under one common global lock cannot happen.
 *
 * Where one place takes a lock under several others it closes as many cycles: they are one finding, the shortest with
 * the names of the others.
 */
#include "rules.h"

#include <string.h>

static const struct edge *edge_at(const struct rule_run *r, uint32_t index)
{
	return g_ptr_array_index(r->a->edges, index);
}

static void note_edge(struct rule_run *r, struct finding *f, const struct edge *e)
{
	doubt_way(r, f, e->witness.acquired, CAUSE_LOCK, e->from);
	doubt_way(r, f, e->witness.at, CAUSE_LOCK, e->from);
	doubt_class(r, f, e->from);
	doubt_class(r, f, e->to);
	const char *from = model_class(r->m, e->from)->name, *to = model_class(r->m, e->to)->name;
	char *title = g_strdup_printf("`%s` is taken here:", from);
	char *text = g_strdup_printf("acquires `%s`", from);

	note_site(r, f, title, e->witness.acquired, text);
	g_free(title);
	g_free(text);
	title = g_strdup_printf("and while it is held, `%s`:", to);
	text = g_strdup_printf("acquires `%s`", to);
	note_site(r, f, title, e->witness.at, text);
	g_free(title);
	g_free(text);
}

static bool is_gated(const struct rule_run *r, const GArray *cycle)
{
	const struct edge *first = edge_at(r, g_array_index(cycle, uint32_t, 0));

	for (unsigned g = 0; g < first->gate_count; g++) {
		bool everywhere = true;

		for (guint i = 0; i < cycle->len; i++) {
			const struct edge *e = edge_at(r, g_array_index(cycle, uint32_t, i));
			bool here = false;

			for (unsigned k = 0; k < e->gate_count; k++)
				here |= e->gates[k] == first->gates[g];
			everywhere &= here && e->from != first->gates[g];
		}
		if (everywhere)
			return true;
	}
	return false;
}

/* The shortest way of edges from the end of edge `start` back to its beginning;
 * with `start` in front.  NULL if there is none. */
static GArray *shortest_cycle(const struct rule_run *r, uint32_t start)
{
	uint32_t goal = edge_at(r, start)->from;
	uint32_t *via = g_new0(uint32_t, r->m->classes->len + 1);
	GQueue *todo = g_queue_new();
	GArray *cycle = NULL;
	gpointer item;

	via[edge_at(r, start)->to] = start + 1;
	g_queue_push_tail(todo, GUINT_TO_POINTER(edge_at(r, start)->to + 1));
	while (!via[goal] && (item = g_queue_pop_head(todo))) {
		uint32_t from = GPOINTER_TO_UINT(item) - 1;

		for (guint i = 0; i < r->a->edges->len; i++) {
			const struct edge *e = edge_at(r, i);

			if (e->from != from || e->from == e->to || via[e->to])
				continue;
			via[e->to] = i + 1;
			g_queue_push_tail(todo, GUINT_TO_POINTER(e->to + 1));
		}
	}
	if (via[goal]) {
		uint32_t at = goal;

		cycle = g_array_new(FALSE, FALSE, sizeof(uint32_t));
		do {
			uint32_t edge = via[at] - 1;

			g_array_prepend_val(cycle, edge);
			at = edge_at(r, edge)->from;
		} while (at != goal);
	}
	g_queue_free(todo);
	g_free(via);
	return cycle;
}

/* The cycle's classes, from the smallest on: equal cycles have equal names. */
static char *cycle_name(const struct rule_run *r, const GArray *cycle, const char *arrow)
{
	GString *name = g_string_new(NULL);
	guint smallest = 0;

	for (guint i = 1; i < cycle->len; i++)
		if (edge_at(r, g_array_index(cycle, uint32_t, i))->from <
		    edge_at(r, g_array_index(cycle, uint32_t, smallest))->from)
			smallest = i;
	for (guint i = 0; i <= cycle->len; i++) {
		uint32_t edge = g_array_index(cycle, uint32_t, (smallest + i) % cycle->len);

		g_string_append_printf(name, "%s%s", i ? arrow : "",
				       model_class(r->m, edge_at(r, edge)->from)->name);
	}
	return g_string_free(name, FALSE);
}

struct cycle {
	GArray *edges;                  /* uint32_t */
	char *name;
	bool is_told;
};

/* Where a lock of some class is waited for. */
struct place {
	struct fact_loc loc;
	uint32_t cls;
};

static struct place place_of(const struct rule_run *r, const struct cycle *c, guint i)
{
	const struct edge *e = edge_at(r, g_array_index(c->edges, uint32_t, i));

	return (struct place){ *site_loc(r->a, e->witness.at), e->to };
}

static bool is_same_place(const struct place *a, const struct place *b)
{
	return a->cls == b->cls && a->loc.file == b->loc.file && a->loc.line == b->loc.line && a->loc.col == b->loc.col;
}

static bool passes(const struct rule_run *r, const struct cycle *c, const struct place *place)
{
	for (guint i = 0; i < c->edges->len; i++) {
		struct place at = place_of(r, c, i);

		if (is_same_place(&at, place))
			return true;
	}
	return false;
}

static unsigned count_through(const struct rule_run *r, const GPtrArray *cycles, const struct place *place)
{
	unsigned count = 0;

	for (guint i = 0; i < cycles->len; i++) {
		const struct cycle *c = g_ptr_array_index(cycles, i);

		count += !c->is_told && passes(r, c, place);
	}
	return count;
}

/* The place through which most of the cycles go that are not told yet.  False: all are. */
static bool find_busiest(const struct rule_run *r, const GPtrArray *cycles, struct place *busiest)
{
	unsigned most = 0;

	for (guint i = 0; i < cycles->len; i++) {
		const struct cycle *c = g_ptr_array_index(cycles, i);

		for (guint k = 0; !c->is_told && k < c->edges->len; k++) {
			struct place at = place_of(r, c, k);
			unsigned count = count_through(r, cycles, &at);

			if (count <= most)
				continue;
			most = count;
			*busiest = at;
		}
	}
	return most;
}

static struct finding *report_cycle(struct rule_run *r, const GArray *cycle, const char *name)
{
	const struct edge *first = edge_at(r, g_array_index(cycle, uint32_t, 0));
	struct finding *f = rule_finding(r, "lock-order",
					 site_loc(r->a, first->witness.at), name);

	f->message = g_strdup_printf("locks are taken in a cycle: %s", name);
	if (cycle->len > 2 && program_is_large(r))
		finding_doubt(f, "more than two locks, by class");
	for (guint i = 0; i < cycle->len; i++)
		note_edge(r, f, edge_at(r, g_array_index(cycle, uint32_t, i)));
	return f;
}

static void report_through(struct rule_run *r, const GPtrArray *cycles, const struct place *place)
{
	struct cycle *shortest = NULL;
	struct finding_note *others = NULL;

	for (guint i = 0; i < cycles->len; i++) {
		struct cycle *c = g_ptr_array_index(cycles, i);

		if (!c->is_told && passes(r, c, place) && (!shortest || c->edges->len < shortest->edges->len))
			shortest = c;
	}
	struct finding *f = report_cycle(r, shortest->edges, shortest->name);

	shortest->is_told = true;
	for (guint i = 0; i < cycles->len; i++) {
		struct cycle *c = g_ptr_array_index(cycles, i);

		if (c->is_told || !passes(r, c, place))
			continue;
		struct place at = place_of(r, c, 0);

		others = others ? others : finding_list(f, "the same place closes these cycles, too:");
		finding_step(others, model_file(r->m, &at.loc), at.loc.line, at.loc.col,
			     site_function(r->a, edge_at(r, g_array_index(c->edges, uint32_t, 0))->witness.at)->name, c->name);
		c->is_told = true;
	}
}

static void report_nesting(struct rule_run *r, const struct edge *e)
{
	const struct lock_class *lock = model_class(r->m, e->from);
	struct finding *f = rule_finding(r, "lock-order",
					 site_loc(r->a, e->witness.at), lock->name);

	/* Nobody could have said so. */
	if (lock->is_modelled && program_is_large(r))
		finding_doubt(f, "the order within the class may be one that nothing says");
	f->message = g_strdup_printf("a second lock of class `%s` is taken while one is held: "
				     "nothing says in which order (HF_NESTS)", lock->name);
	note_edge(r, f, e);
}

static bool is_contrary(const struct rule_run *r, const struct edge *e)
{
	return e->from != e->to && class_is_after(r->m, e->from, e->to);
}

static bool has_contrary(const struct rule_run *r, const GArray *cycle)
{
	for (guint i = 0; i < cycle->len; i++)
		if (is_contrary(r, edge_at(r, g_array_index(cycle, uint32_t, i))))
			return true;
	return false;
}

static void report_contrary(struct rule_run *r, const struct edge *e)
{
	const struct lock_class *from = model_class(r->m, e->from), *to = model_class(r->m, e->to);
	char *subject = g_strdup_printf("%s -> %s", from->name, to->name);
	struct finding *f = rule_finding(r, "lock-order",
					 site_loc(r->a, e->witness.at), subject);

	f->message = g_strdup_printf("`%s` is taken while `%s` is held, which is declared to come after it",
				     to->name, from->name);
	note_edge(r, f, e);
	struct finding_note *n = finding_list(f, "the declaration:");
	char *text = g_strdup_printf("HF_ACQUIRED_AFTER(%s)", from->after);

	finding_step(n, model_file(r->m, &from->loc), from->loc.line, from->loc.col, from->name, text);
	g_free(text);
	g_free(subject);
}

void rule_lock_order(struct rule_run *r)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *cycles = g_ptr_array_new();
	struct place place;

	for (guint i = 0; i < r->a->edges->len; i++) {
		const struct edge *e = edge_at(r, i);

		if (e->from == e->to) {
			const struct lock_class *c = model_class(r->m, e->from);

			if (!c->is_unresolved && !c->nests && !e->gate_count)
				report_nesting(r, e);
			continue;
		}
		if (is_contrary(r, e)) {
			report_contrary(r, e);
			continue;
		}
		GArray *cycle = shortest_cycle(r, i);

		if (!cycle)
			continue;
		char *name = cycle_name(r, cycle, " -> ");

		if (is_gated(r, cycle) || has_contrary(r, cycle) || !g_hash_table_add(seen, g_strdup(name))) {
			g_free(name);
			g_array_free(cycle, TRUE);
			continue;
		}
		struct cycle *c = g_new(struct cycle, 1);

		*c = (struct cycle){ cycle, name, false };
		g_ptr_array_add(cycles, c);
	}
	while (find_busiest(r, cycles, &place))
		report_through(r, cycles, &place);
	for (guint i = 0; i < cycles->len; i++) {
		struct cycle *c = g_ptr_array_index(cycles, i);

		g_array_free(c->edges, TRUE);
		g_free(c->name);
		g_free(c);
	}
	g_ptr_array_free(cycles, TRUE);
	g_hash_table_destroy(seen);
}
