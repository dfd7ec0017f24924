// SPDX-License-Identifier: MIT
/*
 * confidence.c: which findings are in doubt, and why.  What is likely true is shown; the rest is counted, and
 * shown on request (--all).  A doubt is about how it was found, never about whose code it is.  In a program that
 * was followed exactly, in doubt are only guesses, locks that are not known, and what a function that nobody is seen to call
 * keeps or gives back of a modelled lock, where that may be what it is for.
 */
#include "rules.h"

#include <analysis/keys.h>

/* Functions that a pointer may lead to, so that a call through it proves something. */
#define MAX_TARGETS 4

/* Too large to be followed exactly (doubts.c). */
bool program_is_large(const struct rule_run *r)
{
	for (guint i = 0; i < r->a->repairs->len; i++)
		if (g_array_index(r->a->repairs, struct repair, i).is_doubt)
			return true;
	return false;
}

void finding_doubt(struct finding *f, const char *why)
{
	if (!f->doubt)
		f->doubt = why;
}

void doubt_class(const struct rule_run *r, struct finding *f, uint32_t cls)
{
	if (model_class(r->m, cls)->is_unresolved)
		finding_doubt(f, "which lock this is, is not known");
}

void doubt_call(const struct rule_run *r, struct finding *f, const struct fact_node *node)
{
	if (program_is_large(r) && node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_SLOT &&
	    model_slot(r->m, node->value.id)->targets->len > MAX_TARGETS)
		finding_doubt(f, "a pointer on the way may lead to many functions");
}

static const struct activation *root_of(const struct rule_run *r, uint32_t id)
{
	const struct activation *act = g_ptr_array_index(r->a->activations, id);

	while (act->parent != MODEL_NONE)
		act = g_ptr_array_index(r->a->activations, act->parent);
	return act;
}

void doubt_callers(const struct rule_run *r, struct finding *f, uint32_t site)
{
	const struct activation *root = root_of(r, g_array_index(r->a->sites, struct site, site).activation);

	if (program_is_large(r) && root->is_unknown)
		finding_doubt(f, "no caller is seen, and they may have masked, or hold more");
}

void doubt_root(const struct rule_run *r, struct finding *f, uint32_t site)
{
	const struct activation *root = root_of(r, g_array_index(r->a->sites, struct site, site).activation);

	if (program_is_large(r) && root->is_unknown && !model_function(r->m, root->function)->is_external &&
	    !r->a->is_stored[root->function])
		finding_doubt(f, "nothing calls the static function that it begins in");
}

/* Functions that were contained, ... */
struct contained {
	bool *is_any;                   /* per function */
	struct keys *objects;           /* ... by what they left in doubt */
};

struct contained *contained_new(const struct analysis *a)
{
	struct contained *contained = g_new(struct contained, 1);

	*contained = (struct contained){ g_new0(bool, a->m->functions->len + 1), keys_new() };
	for (guint i = 0; i < a->repairs->len; i++) {
		const struct repair *repair = &g_array_index(a->repairs, struct repair, i);
		uint32_t key[] = { repair->function, repair->object, repair->kind == BREACH_STAYS_MASKED };

		if (!repair->is_doubt)
			continue;
		contained->is_any[repair->function] = true;
		*keys_lookup(contained->objects, key, G_N_ELEMENTS(key)) = 1;
	}
	return contained;
}

void contained_free(struct contained *contained)
{
	g_free(contained->is_any);
	keys_free(contained->objects);
	g_free(contained);
}

static bool is_contained(const struct rule_run *r, uint32_t function, uint32_t object, bool is_mask)
{
	uint32_t key[] = { function, object, is_mask };

	return r->contained->is_any[function] && *keys_lookup(r->contained->objects, key, G_N_ELEMENTS(key));
}

static bool calls_contained(const struct rule_run *r, const struct function *fn, uint32_t object, bool is_mask)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_FUNCTION &&
		    is_contained(r, node->value.id, object, is_mask))
			return true;
	}
	return false;
}

void doubt_way(const struct rule_run *r, struct finding *f, uint32_t site, uint32_t cause_kind, uint32_t cause)
{
	bool is_mask = cause_kind == CAUSE_MASK, is_followed = cause_kind != CAUSE_ACTOR && program_is_large(r) && !f->doubt;

	for (const struct site *s; is_followed && site != MODEL_NONE; site = s->inner) {
		s = &g_array_index(r->a->sites, struct site, site);
		uint32_t function = ((struct activation *)g_ptr_array_index(r->a->activations, s->activation))->function;

		if (is_contained(r, function, cause, is_mask) ||
		    calls_contained(r, model_function(r->m, function), cause, is_mask))
			finding_doubt(f, "a function on the way may end it, or leave it behind");
	}
}

void doubt_parts(const struct rule_run *r, struct finding *f, uint32_t since, uint32_t at, uint32_t cause_kind)
{
	bool is_below = false;

	if (cause_kind != CAUSE_MASK || since == MODEL_NONE || !program_is_large(r))
		return;
	for (; at != MODEL_NONE; at = g_array_index(r->a->sites, struct site, at).inner) {
		const struct site *s = &g_array_index(r->a->sites, struct site, at);
		const struct site *began = since == MODEL_NONE ? NULL : &g_array_index(r->a->sites, struct site, since);
		const struct activation *act = g_ptr_array_index(r->a->activations, s->activation);

		if (is_below && r->a->in_parts[act->function])
			finding_doubt(f, "a function on the way was not followed in every state, and may lift the mask");
		is_below |= !began || began->activation != s->activation || began->node != s->node;
		since = began && !is_below ? began->inner : MODEL_NONE;
	}
}

void doubt_length(const struct rule_run *r, struct finding *f, unsigned most)
{
	unsigned steps = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		if (!n->is_list)
			steps += n->steps->len;
	}
	if (steps > most && program_is_large(r))
		finding_doubt(f, "the way is long");
}
