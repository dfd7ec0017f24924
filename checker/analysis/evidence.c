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

static const struct fact_loc *node_loc(const struct analysis *a, uint32_t activation, uint32_t node)
{
	const struct activation *act = g_ptr_array_index(a->activations, activation);
	const struct function *fn = model_function(a->m, act->function);

	return node == MODEL_NONE ? &fn->loc : &function_node(fn, node)->loc;
}

const struct fact_loc *site_loc(const struct analysis *a, uint32_t site)
{
	const struct site *s = site_get(a, site);

	while (s->inner != MODEL_NONE)
		s = site_get(a, s->inner);
	return node_loc(a, s->activation, s->node);
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

static struct witness make_witness(const struct analysis *a, uint32_t acquired, uint32_t activation,
				   uint32_t node)
{
	struct witness w = { acquired, activation, node, 0, 0 };

	w.length = ((struct activation *)g_ptr_array_index(a->activations, activation))->length;
	if (acquired != MODEL_NONE)
		w.length += site_length(a, acquired);
	return w;
}

/* Keeps the shortest witness for each `place`. */
static void keep(const struct analysis *a, GArray *witnesses, const struct witness *w,
		 const struct fact_loc *place)
{
	for (guint i = 0; i < witnesses->len; i++) {
		struct witness *old = &g_array_index(witnesses, struct witness, i);
		const struct fact_loc *at = old->acquired != MODEL_NONE ? site_loc(a, old->acquired) :
					    node_loc(a, old->activation, old->node);

		if (!memcmp(at, place, sizeof(*at))) {
			if (w->length < old->length)
				*old = *w;
			return;
		}
	}
	g_array_append_val(witnesses, *w);
}

static bool is_order_only(const struct analysis *a, uint32_t activation)
{
	return ((struct activation *)g_ptr_array_index(a->activations, activation))->is_order_only;
}

static struct use *get_use(struct analysis *a, uint32_t cls, uint32_t closed, uint32_t entered,
			   uint32_t kind)
{
	uint32_t key[] = { 'W', cls, closed, entered, kind };
	uint32_t *index = engine_lookup(a->engine, key, 5);

	if (!*index) {
		struct use *u = g_new0(struct use, 1);

		u->key = (struct use_key){ cls, closed, entered, kind };
		u->witnesses = g_array_new(FALSE, FALSE, sizeof(struct witness));
		g_ptr_array_add(a->uses, u);
		*index = a->uses->len;
	}
	return g_ptr_array_index(a->uses, *index - 1);
}

/* The global locks that are held beside number `held` and class `but`. */
static unsigned find_gates(const struct analysis *a, const struct state *s, unsigned held,
			   uint32_t but, uint32_t *gates)
{
	unsigned count = 0;

	for (unsigned i = 0; i < s->held_count; i++)
		if (i != held && s->held[i].cls != but && path_is_unique(a->m, s->held[i].instance))
			gates[count++] = s->held[i].cls;
	return count;
}

static unsigned intersect(uint32_t *gates, unsigned count, const uint32_t *with, unsigned with_count)
{
	unsigned common = 0;

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < with_count; j++)
			if (gates[i] == with[j]) {
				gates[common++] = with[j];
				break;
			}
	return common;
}

void evidence_held(struct analysis *a, uint32_t activation, uint32_t node, const struct state *s,
		   unsigned index)
{
	const struct held *h = &s->held[index];

	if (s->phase || is_order_only(a, activation))
		return;
	struct use *u = get_use(a, h->cls, state_closed(s), s->entered, USE_HELD);
	struct witness w = make_witness(a, h->site, activation, node);
	uint32_t gates[MAX_HELD];
	unsigned count = find_gates(a, s, index, h->cls, gates);

	if (!u->witnesses->len) {
		memcpy(u->gates, gates, sizeof(gates));
		u->gate_count = count;
	}
	u->gate_count = intersect(u->gates, u->gate_count, gates, count);
	w.tried = h->tried;
	keep(a, u->witnesses, &w, site_loc(a, h->site));
}

static void add_edge(struct analysis *a, const struct witness *w, uint32_t from, uint32_t to,
		     const struct state *s, unsigned held, bool same_object)
{
	const struct activation *act = g_ptr_array_index(a->activations, w->activation);
	/* Of a pair the best witness will do; a recursion is a mistake at each place. */
	uint32_t key[] = { same_object ? 'R' : 'E', from, to, act->function, w->node };
	uint32_t *index = engine_lookup(a->engine, key, same_object ? 5 : 3);
	GPtrArray *list = same_object ? a->recursions : a->edges;
	uint32_t gates[MAX_HELD];
	unsigned count = find_gates(a, s, held, to, gates);

	if (!*index) {
		struct edge *edge = g_new0(struct edge, 1);

		edge->from = from;
		edge->to = to;
		edge->witness = *w;
		edge->gate_count = count;
		memcpy(edge->gates, gates, sizeof(gates));
		g_ptr_array_add(list, edge);
		*index = list->len;
		return;
	}
	struct edge *edge = g_ptr_array_index(list, *index - 1);
	unsigned common = intersect(edge->gates, edge->gate_count, gates, count);

	/* The witness should not be one that a lock around it makes harmless. */
	if (common < edge->gate_count || w->length < edge->witness.length)
		edge->witness = *w;
	edge->gate_count = common;
}

void evidence_wait(struct analysis *a, uint32_t activation, uint32_t node, const struct state *s,
		   uint32_t cls, uint32_t instance)
{
	if (!s->phase && !is_order_only(a, activation)) {
		struct use *u = get_use(a, cls, state_closed(s), s->entered, USE_WAIT);
		struct witness w = make_witness(a, MODEL_NONE, activation, node);

		keep(a, u->witnesses, &w, node_loc(a, activation, node));
	}
	for (unsigned i = 0; i < s->held_count; i++) {
		const struct held *h = &s->held[i];
		struct witness order = make_witness(a, h->site, activation, node);
		bool same = h->cls == cls && h->instance == instance && path_is_one_object(a->m, instance);

		/* What is taken within is judged where it is taken otherwise, or trusted; and a
		 * primitive may well take its lock by means of the same one. */
		if (is_order_only(a, site_get(a, h->site)->activation) || (h->passing && h->cls == cls))
			continue;
		/* Who is alone can still wait for itself. */
		if (s->phase && !same)
			continue;
		add_edge(a, &order, h->cls, cls, s, i, same);
	}
}

static void add_block(struct analysis *a, uint32_t kind, uint32_t cause, uint32_t began,
		      uint32_t activation, uint32_t node)
{
	const struct activation *act = g_ptr_array_index(a->activations, activation);
	uint32_t top = activation;

	if (began != MODEL_NONE)
		top = site_get(a, began)->activation;
	else
		for (; act->parent != MODEL_NONE; act = g_ptr_array_index(a->activations, act->parent))
			top = act->parent;
	uint32_t function = ((struct activation *)g_ptr_array_index(a->activations, top))->function;
	uint32_t key[] = { 'B', kind, cause, function };
	uint32_t *index = engine_lookup(a->engine, key, 4);

	if (!*index) {
		struct block *b = g_new0(struct block, 1);

		b->cause_kind = kind;
		b->cause = cause;
		b->function = function;
		b->witnesses = g_array_new(FALSE, FALSE, sizeof(struct witness));
		g_ptr_array_add(a->blocks, b);
		*index = a->blocks->len;
	}
	struct block *b = g_ptr_array_index(a->blocks, *index - 1);
	struct witness w = make_witness(a, MODEL_NONE, activation, node);

	w.acquired = began;
	for (guint i = 0; i < b->witnesses->len; i++) {
		struct witness *old = &g_array_index(b->witnesses, struct witness, i);

		if (!memcmp(node_loc(a, old->activation, old->node), node_loc(a, activation, node),
			    sizeof(struct fact_loc))) {
			if (w.length < old->length)
				*old = w;
			return;
		}
	}
	g_array_append_val(b->witnesses, w);
}

bool state_forbids_wait(const struct model *m, const struct state *s, struct wait_cause *cause)
{
	uint32_t needed = context_scheduled();

	for (unsigned i = 0; i < s->held_count; i++) {
		int kind = model_class(m, s->held[i].cls)->kind;

		if (kind >= 0 && !lock_kind_rows[kind].sleeps) {
			*cause = (struct wait_cause){ CAUSE_LOCK, s->held[i].cls, s->held[i].site };
			return true;
		}
	}
	for (int row = 0; row < context_count; row++)
		if (s->depth[row] && !state_is_deep(s, row) && (context_rows[row].closes & needed)) {
			*cause = (struct wait_cause){ CAUSE_MASK, row, s->mask_site[row] };
			return true;
		}
	*cause = (struct wait_cause){ CAUSE_ACTOR, s->entered, MODEL_NONE };
	return s->entered != CONTEXT_NO_ACTOR && (context_rows[s->entered].closes & needed);
}

void evidence_block(struct analysis *a, uint32_t activation, uint32_t node, const struct state *s)
{
	struct wait_cause cause;

	if (!s->phase && !is_order_only(a, activation) && state_forbids_wait(a->m, s, &cause))
		add_block(a, cause.kind, cause.cause, cause.since, activation, node);
}
