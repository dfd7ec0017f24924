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

/* Nothing leads back from one part of the order to another. */
static bool is_in_part(const struct rule_run *r, const struct edge *e)
{
	return r->index->part[e->from] == r->index->part[e->to];
}

/* A search from one class on, breadth first. */
struct order {
	uint32_t *via;                  /* per class: 1 + the pair that led there, or 0 */
	uint32_t *todo;
};

static void search_from(const struct rule_run *r, struct order *o, uint32_t start)
{
	const struct by_class *edges = &r->index->edges;
	guint count = 0;

	memset(o->via, 0, r->m->classes->len * sizeof(o->via[0]));
	o->todo[count++] = start;
	for (guint i = 0; i < count; i++)
		for (uint32_t k = edges->start[o->todo[i]]; k < edges->start[o->todo[i] + 1]; k++) {
			const struct edge *e = edge_at(r, edges->items[k]);

			if (o->via[e->to] || e->to == start || !is_in_part(r, e))
				continue;
			o->via[e->to] = 1 + edges->items[k];
			o->todo[count++] = e->to;
		}
}

/* Its last pair is `edge`, which leads to where the search began. */
static GArray *cycle_of(const struct rule_run *r, const struct order *o, uint32_t edge)
{
	GArray *cycle = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	uint32_t start = edge_at(r, edge)->to;

	for (uint32_t at = edge_at(r, edge)->from; at != start;) {
		uint32_t before = o->via[at] - 1;

		g_array_prepend_val(cycle, before);
		at = edge_at(r, before)->from;
	}
	g_array_prepend_val(cycle, edge);
	return cycle;
}

/* Per order pair: the shortest way from its end back to its beginning, with the pair in front; NULL if there is none. */
static GPtrArray *shortest_cycles(const struct rule_run *r)
{
	guint classes = r->m->classes->len;
	struct order o = { g_new(uint32_t, classes + 1), g_new(uint32_t, classes + 1) };
	uint32_t *first = g_new0(uint32_t, classes + 1), *next = g_new0(uint32_t, r->a->edges->len + 1);
	GPtrArray *cycles = g_ptr_array_new();

	/* Those that lead to a class, as a list: 1 + their numbers. */
	for (guint i = 0; i < r->a->edges->len; i++) {
		const struct edge *e = edge_at(r, i);

		if (e->from == e->to || !is_in_part(r, e))
			continue;
		next[i] = first[e->to];
		first[e->to] = i + 1;
	}
	g_ptr_array_set_size(cycles, r->a->edges->len);
	for (uint32_t cls = 0; cls < classes; cls++) {
		if (first[cls])
			search_from(r, &o, cls);
		for (uint32_t i = first[cls]; i; i = next[i - 1])
			g_ptr_array_index(cycles, i - 1) = cycle_of(r, &o, i - 1);
	}
	g_free(first);
	g_free(next);
	g_free(o.via);
	g_free(o.todo);
	return cycles;
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

static gint by_length(gconstpointer a, gconstpointer b)
{
	const struct cycle *x = *(struct cycle *const *)a, *y = *(struct cycle *const *)b;
	uint32_t first = g_array_index(x->edges, uint32_t, 0), other = g_array_index(y->edges, uint32_t, 0);

	if (x->edges->len != y->edges->len)
		return x->edges->len < y->edges->len ? -1 : 1;
	return first < other ? -1 : first > other;
}

static void free_cycle(gpointer p)
{
	struct cycle *c = p;

	g_array_free(c->edges, TRUE);
	g_free(c->name);
	g_free(c);
}

/* Is one of its pairs in a shorter cycle?  Without that pair this one is gone as well; in a large program
 * there are thousands of such. */
static bool is_told(const GArray *edges, bool *told)
{
	for (guint i = 0; i < edges->len; i++)
		if (told[g_array_index(edges, uint32_t, i)])
			return true;
	for (guint i = 0; i < edges->len; i++)
		told[g_array_index(edges, uint32_t, i)] = true;
	return false;
}

static void drop_told(struct rule_run *r, GPtrArray *cycles)
{
	bool *told = g_new0(bool, r->a->edges->len + 1);

	g_ptr_array_sort(cycles, by_length);
	for (guint i = 0; i < cycles->len;)
		if (is_told(((struct cycle *)g_ptr_array_index(cycles, i))->edges, told))
			g_ptr_array_remove_index(cycles, i);
		else
			i++;
	g_free(told);
}

void rule_lock_order(struct rule_run *r)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *cycles = g_ptr_array_new_with_free_func(free_cycle);
	GPtrArray *shortest = shortest_cycles(r);
	struct place place;

	for (guint i = 0; i < r->a->edges->len; i++) {
		const struct edge *e = edge_at(r, i);

		if (e->from == e->to) {
			const struct lock_class *c = model_class(r->m, e->from);

			if (!c->is_unresolved && !c->nests && !e->gate_count)
				report_nesting(r, e);
			continue;
		}
		GArray *edges = g_ptr_array_index(shortest, i);

		if (is_contrary(r, e))
			report_contrary(r, e);
		if (edges && is_contrary(r, e))
			g_array_free(edges, TRUE);
		if (!edges || is_contrary(r, e))
			continue;
		struct cycle *c = g_new(struct cycle, 1);

		*c = (struct cycle){ edges, cycle_name(r, edges, " -> "), false };
		if (is_gated(r, edges) || has_contrary(r, edges) || !g_hash_table_add(seen, g_strdup(c->name)))
			free_cycle(c);
		else
			g_ptr_array_add(cycles, c);
	}
	if (program_is_large(r))
		drop_told(r, cycles);
	for (guint i = 0; i < cycles->len && program_is_large(r); i++) {
		const struct cycle *c = g_ptr_array_index(cycles, i);

		place = place_of(r, c, 0);
		if (!c->is_told)
			report_through(r, cycles, &place);
	}
	while (find_busiest(r, cycles, &place))
		report_through(r, cycles, &place);
	g_ptr_array_free(cycles, TRUE);
	g_ptr_array_free(shortest, TRUE);
	g_hash_table_destroy(seen);
}
