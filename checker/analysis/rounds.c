// SPDX-License-Identifier: MIT
/*
 * rounds.c: one tabulation after the other, until callees are shown what they depend on (demand.c), and
 * what is in doubt is contained (doubts.c).
 */
#include "frames.h"

static struct engine *engine_new(struct model *m, struct demand *demand, GArray *contained,
				 struct analysis *before)
{
	struct analysis *a = g_new0(struct analysis, 1);
	struct engine *e = g_new0(struct engine, 1);
	guint functions = m->functions->len + 1;

	a->m = e->m = m;
	a->engine = e;
	e->a = a;
	e->demand = demand;
	e->contained = contained;
	e->doubts = g_array_new(FALSE, FALSE, sizeof(struct repair));
	e->doubt_sites = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	a->activations = g_ptr_array_new();
	a->sites = g_array_new(FALSE, FALSE, sizeof(struct site));
	a->uses = g_ptr_array_new();
	a->edges = g_ptr_array_new();
	a->recursions = g_ptr_array_new();
	a->blocks = g_ptr_array_new();
	a->breaches = g_ptr_array_new();
	a->unresolved_locks = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	a->touches = g_array_new(FALSE, FALSE, sizeof(struct touch));
	a->takes = g_array_new(FALSE, FALSE, sizeof(struct take));
	a->retries = g_array_new(FALSE, FALSE, sizeof(struct retry));
	a->unresolved_saves = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	a->unknown_entries = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	a->given_up = g_new0(bool, functions);
	a->in_parts = g_new0(bool, functions);
	a->is_steady = g_new0(bool, functions);
	a->is_stored = g_new0(bool, functions);
	for (guint i = 0; i < m->slots->len; i++) {
		const GArray *targets = model_slot(m, i)->targets;

		for (guint t = 0; t < targets->len; t++)
			a->is_stored[g_array_index(targets, uint32_t, t)] = true;
	}
	e->states_of = g_new0(uint32_t, functions);
	e->activations_of = g_new0(uint32_t, functions);
	e->activations_in = g_new0(GArray *, functions);
	e->is_judged = g_new0(bool, functions);
	e->cut_rows = g_new0(uint8_t, functions);
	repairs_inherit(e, before);
	e->node_states = g_ptr_array_new();
	e->states = g_ptr_array_new();
	e->constants = g_array_new(FALSE, FALSE, sizeof(struct fact_value));
	e->work = g_queue_new();
	e->keys = keys_new();
	e->questions = g_array_new(FALSE, FALSE, sizeof(struct question));
	e->calls = g_array_new(FALSE, FALSE, sizeof(struct call));
	e->events = g_array_new(FALSE, FALSE, sizeof(struct event));
	e->unsettled = g_array_new(FALSE, FALSE, sizeof(struct breach));
	for (int row = 0; row < CONTEXT_MAX; row++)
		e->passing[row] = MODEL_NONE;
	for (uint32_t i = 0; i < MAX_PARAMS; i++)
		e->outer[i] = path_make(m, PATH_OUTER, i);
	return e;
}

void engine_forget(struct engine *e)
{
	for (guint i = 0; i < e->node_states->len; i++)
		g_free(g_ptr_array_index(e->node_states, i));
	for (guint i = 0; i < e->a->activations->len; i++)
		engine_forget_arrivals(e, i);
	for (guint i = 0; i < e->states->len; i++)
		g_free(g_ptr_array_index(e->states, i));
	g_ptr_array_set_size(e->node_states, 0);
	g_ptr_array_set_size(e->states, 0);
	g_array_set_size(e->events, 0);
	g_array_set_size(e->calls, 0);
	call_graph_free(e);
}

static void free_all(GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++)
		g_free(g_ptr_array_index(all, i));
	g_ptr_array_free(all, TRUE);
}

/* All of an analysis that is done again; it has made no evidence yet. */
static void engine_free(struct engine *e)
{
	struct analysis *a = e->a;

	engine_forget(e);
	for (guint i = 0; i < a->activations->len; i++) {
		struct activation *act = engine_activation(e, i);

		for (guint x = 0; x < act->exits->len; x++)
			g_free(g_array_index(act->exits, struct exit_state, x).state);
		g_array_free(act->exits, TRUE);
		g_array_free(act->callers, TRUE);
		g_free(act->binds);
	}
	for (guint f = 0; f < e->m->functions->len; f++)
		if (e->activations_in[f])
			g_array_free(e->activations_in[f], TRUE);
	free_all(a->activations);
	free_all(a->breaches);
	g_array_free(a->sites, TRUE);
	g_array_free(a->retries, TRUE);
	g_array_free(a->touches, TRUE);
	g_array_free(a->takes, TRUE);
	g_array_free(a->unresolved_locks, TRUE);
	g_array_free(a->unresolved_saves, TRUE);
	g_array_free(a->unknown_entries, TRUE);
	g_array_free(a->repairs, TRUE);
	g_free(a->given_up);
	g_free(a->in_parts);
	g_free(a->is_steady);
	g_free(a->is_stored);
	g_ptr_array_free(a->uses, TRUE);
	g_ptr_array_free(a->edges, TRUE);
	g_ptr_array_free(a->recursions, TRUE);
	g_ptr_array_free(a->blocks, TRUE);
	g_ptr_array_free(e->node_states, TRUE);
	g_ptr_array_free(e->states, TRUE);
	g_array_free(e->questions, TRUE);
	g_array_free(e->calls, TRUE);
	g_array_free(e->constants, TRUE);
	g_array_free(e->events, TRUE);
	g_array_free(e->unsettled, TRUE);
	g_array_free(e->doubts, TRUE);
	g_array_free(e->doubt_sites, TRUE);
	g_queue_free(e->work);
	g_free(e->states_of);
	g_free(e->activations_of);
	g_free(e->activations_in);
	g_free(e->is_judged);
	g_free(e->cut_rows);
	g_free(e->repairs_of);
	g_array_free(e->repairs, TRUE);
	g_array_free(e->next_repair, TRUE);
	keys_free(e->keys);
	g_free(a);
	g_free(e);
}

/* A small program is done again until nothing is missing, which is soon; a large one not more often than this,
 * from its beginning to its end or not: what is still missing then is in doubt. */
#define MAX_WHOLE 10
#define MAX_RESTARTS 60

struct analysis *engine_run(struct model *m, struct demand *demand, GArray *contained,
			    struct analysis *before)
{
	struct engine *e;
	unsigned whole = 0;
	bool is_large = contained->len;

	for (unsigned restarts = 0;; restarts++) {
		e = engine_new(m, demand, contained, before);
		e->is_large = is_large;
		e->is_last = is_large && (whole >= MAX_WHOLE || restarts >= MAX_RESTARTS);
		retries_find(e->a);
		bool is_whole = engine_tabulate(e);

		call_graph_make(e);
		touches_demand(e);
		bool is_stale = demand_settle(e), is_contained = doubts_contain(e);

		is_large |= is_contained || !is_whole;
		whole += is_whole;
		if (e->is_last || (is_whole && !is_stale && !is_contained))
			break;
		engine_free(e);
	}
	frames_conclude(e);
	judge_exits(e);
	return e->a;
}
