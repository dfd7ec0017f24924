// SPDX-License-Identifier: MIT
/*
 * evidence.c: what the analysis keeps for the rules.  Each fact keeps, for each
 * place in the source, the witness with the shortest chain; of equal ones the
 * first.
 */
#include "engine.h"

#include <string.h>

uint32_t site_make(struct analysis *a, uint32_t activation, uint32_t node, uint32_t inner)
{
	uint32_t key[] = { 'S', activation, node, inner };
	uint32_t *index = engine_lookup(a->engine, key, 4);

	if (!*index) {
		struct site s = { activation, node, inner };

		g_array_append_val(a->sites, s);
		*index = a->sites->len;
	}
	return *index - 1;
}

static const struct site *site_get(const struct analysis *a, uint32_t site)
{
	return &g_array_index(a->sites, struct site, site);
}

const struct site *site_innermost(const struct analysis *a, uint32_t site)
{
	const struct site *s = site_get(a, site);

	while (s->inner != MODEL_NONE)
		s = site_get(a, s->inner);
	return s;
}

const struct function *site_function(const struct analysis *a, uint32_t site)
{
	const struct activation *act = g_ptr_array_index(a->activations, site_innermost(a, site)->activation);

	return model_function(a->m, act->function);
}

const struct fact_node *site_node(const struct analysis *a, uint32_t site)
{
	return function_node(site_function(a, site), site_innermost(a, site)->node);
}

const struct fact_loc *site_loc(const struct analysis *a, uint32_t site)
{
	return site_innermost(a, site)->node == MODEL_NONE ? &site_function(a, site)->loc :
	       &site_node(a, site)->loc;
}

uint32_t breach_site(struct analysis *a, const struct breach *b)
{
	return site_make(a, b->activation, b->node, b->below ? b->below - 1 : MODEL_NONE);
}

static uint32_t site_length(const struct analysis *a, uint32_t site)
{
	const struct site *s = site_get(a, site);
	uint32_t length = ((struct activation *)g_ptr_array_index(a->activations, s->activation))->length;

	for (; s->inner != MODEL_NONE; s = site_get(a, s->inner))
		length++;
	return length;
}

void evidence_handled(struct analysis *a, uint32_t site, uint32_t object, bool is_mask)
{
	uint32_t key[] = { 'H', site, object, is_mask };

	if (site == MODEL_NONE || *engine_lookup(a->engine, key, G_N_ELEMENTS(key)))
		return;
	*engine_lookup(a->engine, key, G_N_ELEMENTS(key)) = 1;
	while ((site = site_get(a, site)->inner) != MODEL_NONE) {
		uint32_t function = engine_activation(a->engine, site_get(a, site)->activation)->function;
		uint32_t by[] = { 'K', function, object, is_mask };

		*engine_lookup(a->engine, by, G_N_ELEMENTS(by)) = 1;
	}
}

bool evidence_is_handled(const struct analysis *a, uint32_t function, uint32_t object, bool is_mask)
{
	uint32_t by[] = { 'K', function, object, is_mask };

	return *engine_lookup(a->engine, by, G_N_ELEMENTS(by));
}

struct witness witness_make(const struct analysis *a, uint32_t acquired, uint32_t at)
{
	struct witness w = { .acquired = acquired, .at = at, .length = site_length(a, at), .context = MODEL_NONE };

	if (acquired != MODEL_NONE)
		w.length += site_length(a, acquired);
	return w;
}

bool witness_is_better(const struct witness *w, const struct witness *other)
{
	if (w->is_doubt != other->is_doubt)
		return other->is_doubt;
	if (w->is_maybe != other->is_maybe)
		return other->is_maybe;
	return w->length < other->length;
}

/* Keeps the shortest witness for each place. */
static void keep(const struct analysis *a, GArray *witnesses, const struct witness *w, bool by_acquire)
{
	const struct fact_loc *place = site_loc(a, by_acquire ? w->acquired : w->at);

	for (guint i = 0; i < witnesses->len; i++) {
		struct witness *old = &g_array_index(witnesses, struct witness, i);

		if (!memcmp(site_loc(a, by_acquire ? old->acquired : old->at), place, sizeof(*place))) {
			if (witness_is_better(w, old))
				*old = *w;
			return;
		}
	}
	g_array_append_val(witnesses, *w);
}

static struct use *get_use(struct analysis *a, uint32_t cls, const struct use_key *in, uint32_t kind)
{
	uint32_t key[] = { 'W', cls, in->closed, in->entered, kind };
	uint32_t *index = engine_lookup(a->engine, key, 5);

	if (!*index) {
		struct use *u = g_new0(struct use, 1);

		u->key = (struct use_key){ cls, in->closed, in->entered, kind };
		u->witnesses = g_array_new(FALSE, FALSE, sizeof(struct witness));
		g_ptr_array_add(a->uses, u);
		*index = a->uses->len;
	}
	return g_ptr_array_index(a->uses, *index - 1);
}

static unsigned intersect(uint32_t *gates, unsigned count, const struct gates *with)
{
	unsigned common = 0;

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < with->count; j++)
			if (gates[i] == with->cls[j]) {
				gates[common++] = with->cls[j];
				break;
			}
	return common;
}

/* All but the locks of the class. */
static struct gates without(const struct gates *gates, uint32_t cls)
{
	struct gates rest = { 0 };

	for (unsigned i = 0; i < gates->count; i++)
		if (gates->cls[i] != cls)
			rest.cls[rest.count++] = gates->cls[i];
	return rest;
}

void evidence_held(struct analysis *a, uint32_t cls, struct use_key in, const struct witness *w,
		   const struct gates *gates)
{
	struct use *u = get_use(a, cls, &in, USE_HELD);
	struct gates others = without(gates, cls);

	if (!u->witnesses->len) {
		memcpy(u->gates, others.cls, sizeof(others.cls));
		u->gate_count = others.count;
	}
	u->gate_count = intersect(u->gates, u->gate_count, &others);
	keep(a, u->witnesses, w, true);
}

void evidence_wait(struct analysis *a, uint32_t cls, struct use_key in, const struct witness *w)
{
	keep(a, get_use(a, cls, &in, USE_WAIT)->witnesses, w, false);
}

void evidence_edge(struct analysis *a, uint32_t from, uint32_t to, const struct witness *w,
		   const struct gates *gates, bool same_object)
{
	const struct site *at = site_innermost(a, w->at);
	const struct activation *act = g_ptr_array_index(a->activations, at->activation);
	/* Of a pair the best witness will do; a recursion is a mistake at each place. */
	uint32_t key[] = { same_object ? 'R' : 'E', from, to, act->function, at->node };
	uint32_t *index = engine_lookup(a->engine, key, same_object ? 5 : 3);
	GPtrArray *list = same_object ? a->recursions : a->edges;
	struct gates others = without(gates, to);

	if (!*index) {
		struct edge *edge = g_new0(struct edge, 1);

		edge->from = from;
		edge->to = to;
		edge->witness = *w;
		edge->gate_count = others.count;
		memcpy(edge->gates, others.cls, sizeof(others.cls));
		g_ptr_array_add(list, edge);
		*index = list->len;
		return;
	}
	struct edge *edge = g_ptr_array_index(list, *index - 1);
	unsigned common = intersect(edge->gates, edge->gate_count, &others);

	/* The witness should not be one that a lock around it makes harmless. */
	if (common < edge->gate_count || w->length < edge->witness.length)
		edge->witness = *w;
	edge->gate_count = common;
}

void evidence_block(struct analysis *a, const struct cause *cause, uint32_t began, uint32_t at, bool is_doubt,
		    bool is_maybe)
{
	uint32_t key[] = { 'B', cause->kind, cause->what, began };
	uint32_t *index = engine_lookup(a->engine, key, 4);

	if (!*index) {
		struct block *b = g_new0(struct block, 1);

		b->cause_kind = cause->kind;
		b->cause = cause->what;
		b->function = began;
		b->witnesses = g_array_new(FALSE, FALSE, sizeof(struct witness));
		g_ptr_array_add(a->blocks, b);
		*index = a->blocks->len;
	}
	struct block *b = g_ptr_array_index(a->blocks, *index - 1);
	struct witness w = witness_make(a, cause->since, at);

	w.is_doubt = is_doubt;
	w.is_maybe = is_maybe;
	keep(a, b->witnesses, &w, false);
}
