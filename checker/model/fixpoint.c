// SPDX-License-Identifier: MIT
/*
 * fixpoint.c: what is true of a function because it is true of one that it calls.  Callees
 * come first, and a function is looked at again only when one of its callees has changed, so
 * the time is that of the call graph and not of its depth.
 */
#include "model.h"

#include <string.h>

/* Edges as arrays: those of function f are [first[f], first[f + 1]). */
struct edges {
	uint32_t *first, *to;
};
struct call_graph {
	struct edges callees, callers;
	uint32_t *order;                /* callees before callers, but for recursion */
};

static void add_callee(GArray *out, GArray *seen, uint32_t from, uint32_t callee)
{
	uint32_t *last = &g_array_index(seen, uint32_t, callee);

	if (*last == from + 1)
		return;
	*last = from + 1;
	g_array_append_val(out, callee);
}

static void find_callees(const struct model *m, struct edges *e)
{
	guint count = m->functions->len;
	GArray *out = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	GArray *seen = g_array_new(FALSE, TRUE, sizeof(uint32_t));

	g_array_set_size(seen, count + 1);
	e->first = g_new(uint32_t, count + 1);
	for (guint f = 0; f < count; f++) {
		const struct function *fn = model_function(m, f);

		e->first[f] = out->len;
		for (guint n = 0; n < fn->nodes->len; n++) {
			const struct fact_node *node = function_node(fn, n);

			if (node->kind != FACT_NODE_CALL)
				continue;
			if (node->value.kind == FACT_VALUE_FUNCTION) {
				add_callee(out, seen, f, node->value.id);
				continue;
			}
			const GArray *targets = model_slot(m, node->value.id)->targets;

			for (guint t = 0; t < targets->len; t++)
				add_callee(out, seen, f, g_array_index(targets, uint32_t, t));
		}
	}
	e->first[count] = out->len;
	e->to = (uint32_t *)g_array_free(out, FALSE);
	g_array_free(seen, TRUE);
}

static void find_callers(const struct edges *callees, guint count, struct edges *callers)
{
	uint32_t *next = g_new(uint32_t, count + 1);

	callers->first = g_new0(uint32_t, count + 1);
	callers->to = g_new(uint32_t, callees->first[count] + 1);
	for (uint32_t i = 0; i < callees->first[count]; i++)
		callers->first[callees->to[i] + 1]++;
	for (guint f = 0; f < count; f++)
		callers->first[f + 1] += callers->first[f];
	memcpy(next, callers->first, (count + 1) * sizeof(*next));
	for (guint f = 0; f < count; f++)
		for (uint32_t i = callees->first[f]; i < callees->first[f + 1]; i++)
			callers->to[next[callees->to[i]]++] = f;
	g_free(next);
}

static void find_order(struct call_graph *g, guint count)
{
	const struct edges *e = &g->callees;
	uint32_t *stack = g_new(uint32_t, count + 1), *next = g_new(uint32_t, count + 1);
	bool *seen = g_new0(bool, count + 1);
	guint depth = 0, done = 0;

	g->order = g_new(uint32_t, count + 1);
	memcpy(next, e->first, (count + 1) * sizeof(*next));
	for (guint root = 0; root < count; root++) {
		if (seen[root])
			continue;
		seen[root] = true;
		stack[depth++] = root;
		while (depth) {
			uint32_t f = stack[depth - 1];

			if (next[f] == e->first[f + 1]) {
				g->order[done++] = f;
				depth--;
			} else if (!seen[e->to[next[f]++]]) {
				stack[depth] = e->to[next[f] - 1];
				seen[stack[depth++]] = true;
			}
		}
	}
	g_free(stack);
	g_free(next);
	g_free(seen);
}

static struct call_graph *call_graph(struct model *m)
{
	guint count = m->functions->len;

	if (!m->graph) {
		m->graph = g_new0(struct call_graph, 1);
		find_callees(m, &m->graph->callees);
		find_callers(&m->graph->callees, count, &m->graph->callers);
		find_order(m->graph, count);
	}
	return m->graph;
}

void model_fixpoint(struct model *m, bool (*step)(struct model *m, struct function *fn, void *user),
		    void *user)
{
	const struct call_graph *g = call_graph(m);
	guint count = m->functions->len, waiting = count;
	/* A ring: no function waits twice. */
	uint32_t *queue = g_memdup2(g->order, (count + 1) * sizeof(*queue));
	bool *queued = g_new(bool, count + 1);

	memset(queued, true, count);
	for (guint head = 0; waiting; head = (head + 1) % count) {
		uint32_t f = queue[head];

		waiting--;
		queued[f] = false;
		if (!step(m, model_function(m, f), user))
			continue;
		for (uint32_t i = g->callers.first[f]; i < g->callers.first[f + 1]; i++) {
			uint32_t caller = g->callers.to[i];

			if (queued[caller])
				continue;
			queued[caller] = true;
			queue[(head + 1 + waiting++) % count] = caller;
		}
	}
	g_free(queue);
	g_free(queued);
}
