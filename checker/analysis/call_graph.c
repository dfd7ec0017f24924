// SPDX-License-Identifier: MIT
/*
 * call_graph.c: who calls whom among the activations, in both directions, once the tabulation
 * has ended.  Calls are in the order in which they were met.
 */
#include "engine.h"

#include <string.h>


uint32_t call_from(const struct engine *e, const struct call *call)
{
	return ((const struct node_state *)g_ptr_array_index(e->node_states, call->node_state))->activation;
}

static void sort(const struct engine *e, bool by_callee, uint32_t **start, uint32_t **list)
{
	guint activations = e->a->activations->len;
	uint32_t *next;

	*start = g_new0(uint32_t, activations + 2);
	*list = g_new(uint32_t, e->calls->len + 1);
	for (guint i = 0; i < e->calls->len; i++) {
		const struct call *call = &g_array_index(e->calls, struct call, i);

		(*start)[(by_callee ? call->callee : call_from(e, call)) + 1]++;
	}
	for (guint i = 0; i < activations; i++)
		(*start)[i + 1] += (*start)[i];
	next = g_memdup2(*start, (activations + 1) * sizeof(*next));
	for (guint i = 0; i < e->calls->len; i++) {
		const struct call *call = &g_array_index(e->calls, struct call, i);

		(*list)[next[by_callee ? call->callee : call_from(e, call)]++] = i;
	}
	g_free(next);
}

void call_graph_make(struct engine *e)
{
	sort(e, false, &e->graph.out_start, &e->graph.out);
	sort(e, true, &e->graph.in_start, &e->graph.in);
}

void call_graph_free(struct engine *e)
{
	g_free(e->graph.out_start);
	g_free(e->graph.out);
	g_free(e->graph.in_start);
	g_free(e->graph.in);
	memset(&e->graph, 0, sizeof(e->graph));
}
