// SPDX-License-Identifier: MIT
/*
 * levels.c: the lock order as numbered levels.  Strongly connected components
 * (Tarjan) come out in reverse topological order; the longest way from a source is
 * a component's level.
 */
#include "locks.h"

struct tarjan {
	const struct lock_graph *g;
	uint32_t *first_edge;           /* edges are sorted by `from` */
	uint32_t *order, *low, *component;
	GArray *stack;                  /* uint32_t */
	uint32_t visited, components;
};

static void visit(struct tarjan *t, uint32_t lock)
{
	t->order[lock] = t->low[lock] = ++t->visited;
	g_array_append_val(t->stack, lock);
	for (uint32_t e = t->first_edge[lock]; e < t->first_edge[lock + 1]; e++) {
		uint32_t to = lock_edge_at(t->g, e)->to;

		if (!t->order[to]) {
			visit(t, to);
			t->low[lock] = MIN(t->low[lock], t->low[to]);
		} else if (!t->component[to]) {
			t->low[lock] = MIN(t->low[lock], t->order[to]);
		}
	}
	if (t->low[lock] != t->order[lock])
		return;
	t->components++;
	for (uint32_t member = UINT32_MAX; member != lock;) {
		member = g_array_index(t->stack, uint32_t, t->stack->len - 1);
		g_array_set_size(t->stack, t->stack->len - 1);
		t->component[member] = t->components;
	}
}

static uint32_t *first_edges(const struct lock_graph *g)
{
	uint32_t *first = g_new0(uint32_t, g->locks->len + 1);

	for (guint e = 0; e < g->edges->len; e++)
		first[lock_edge_at(g, e)->from + 1]++;
	for (guint i = 0; i < g->locks->len; i++)
		first[i + 1] += first[i];
	return first;
}

void lock_graph_levels(struct lock_graph *g)
{
	guint n = g->locks->len;
	struct tarjan t = { .g = g, .first_edge = first_edges(g), .order = g_new0(uint32_t, n),
			    .low = g_new0(uint32_t, n), .component = g_new0(uint32_t, n),
			    .stack = g_array_new(FALSE, FALSE, sizeof(uint32_t)) };

	for (guint i = 0; i < n; i++)
		if (!t.order[i])
			visit(&t, i);
	unsigned *level = g_new0(unsigned, t.components + 1);

	for (uint32_t c = t.components; c > 0; c--)
		for (guint e = 0; e < g->edges->len; e++) {
			const struct lock_edge *edge = lock_edge_at(g, e);
			uint32_t to = t.component[edge->to];

			if (t.component[edge->from] == c && to != c)
				level[to] = MAX(level[to], level[c] + 1);
		}
	g->level_count = 0;
	for (guint e = 0; e < g->edges->len; e++) {
		lock_at(g, lock_edge_at(g, e)->from)->is_ordered = true;
		lock_at(g, lock_edge_at(g, e)->to)->is_ordered = true;
	}
	for (guint i = 0; i < n; i++) {
		lock_at(g, i)->level = level[t.component[i]];
		if (lock_at(g, i)->is_ordered)
			g->level_count = MAX(g->level_count, lock_at(g, i)->level + 1);
	}
	g_free(level);
	g_free(t.first_edge);
	g_free(t.order);
	g_free(t.low);
	g_free(t.component);
	g_array_free(t.stack, TRUE);
}
